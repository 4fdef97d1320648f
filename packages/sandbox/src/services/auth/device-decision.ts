import type { DeviceAuthorization, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { recordAudit } from "./audit.ts";
import { digestUserCode, toDevice } from "./device-code.ts";
import { findDeviceByUserCode, findDeviceTries, saveDeviceTries, updateDevice } from "./store.ts";
import type { DeviceRow } from "./tables.ts";

/** Which device shows a code. */
export async function lookUpDevice(
  ctx: Context,
  input: InputOf<Operations["device.lookup"]>,
): Promise<DeviceAuthorization | DomainError> {
  const device = await findByCode(ctx, input.user_code);
  return device instanceof DomainError ? device : toDevice(device);
}

/** Approves or denies the device that shows a code, for the user whose session it is. */
export async function decideDevice(
  ctx: Context,
  input: InputOf<Operations["device.decide"]>,
): Promise<DeviceAuthorization | DomainError> {
  const device = await findByCode(ctx, input.user_code);
  if (device instanceof DomainError) return device;
  const approved = input.decision === "approve";
  const decided: DeviceRow = {
    ...device,
    status: approved ? "approved" : "denied",
    user_id: approved ? ctx.principal.user : null,
  };
  await ctx.tx.run(updateDevice, decided);
  await recordAudit(ctx, approved ? "device.approved" : "device.denied", { target: device.id });
  return toDevice(decided);
}

/** A wrong code counts; the error is returned, so that the count is kept. Too many lock the user out for a while. */
async function findByCode(ctx: Context, code: string): Promise<DeviceRow | DomainError> {
  const { tx, principal, platform, now } = ctx;
  const user = principal.user ?? "";
  const stored = await tx.first(findDeviceTries, { user_id: user });
  const recent = stored && now - stored.since < limits.deviceLockSeconds ? stored : undefined;
  if (recent && recent.tries >= limits.deviceTriesMax) {
    return new DomainError("rate_limited", {
      message: "Too many wrong codes.",
      retryAfterSeconds: recent.since + limits.deviceLockSeconds - now,
    });
  }
  const device = await tx.first(findDeviceByUserCode, { user_digest: digestUserCode(platform.secrets, code), now });
  if (device) return device;
  const tries = (recent?.tries ?? 0) + 1;
  await tx.run(saveDeviceTries, { user_id: user, tries, since: recent?.since ?? now });
  if (tries === limits.deviceTriesMax) await recordAudit(ctx, "device.locked_out", { target: user });
  return new DomainError("user_code_invalid", { param: "user_code" });
}
