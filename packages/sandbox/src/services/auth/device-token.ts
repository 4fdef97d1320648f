import type { Session } from "@micro/sdk/contract";

import type { AnonymousContext, Preparation } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { digestDeviceCode } from "./device-code.ts";
import { openSession } from "./open-session.ts";
import { findDevice, findUser, updateDevice } from "./store.ts";
import type { DeviceRow, UserRow } from "./tables.ts";
import { signToken } from "./token.ts";

/** Answers a device that asks whether it is approved: once, with its session. */
export async function exchangeDeviceCode(preparation: Preparation, input: { device_code: string }) {
  const { db, platform } = preparation;
  const digest = digestDeviceCode(platform.secrets, input.device_code);
  const user = await db.read(async (reader) => {
    const device = await reader.first(findDevice, { device_digest: digest });
    return device?.status === "approved" ? reader.first(findUser, { id: device.user_id ?? "" }) : undefined;
  });
  const id = platform.ids("session");
  const token = user && (await signToken(preparation, user, id));

  return async (ctx: AnonymousContext): Promise<Session | DomainError> => {
    const device = await ctx.tx.first(findDevice, { device_digest: digest });
    if (!device || device.expires_at <= ctx.now || device.status === "used") return new DomainError("expired_token");
    if (device.status === "denied") return new DomainError("access_denied");
    if (device.status === "pending") return hold(ctx, device);
    if (!user || token === undefined) return hold(ctx, device);
    const current = await ctx.tx.first(findUser, { id: user.id });
    return current ? handOver(ctx, device, current, { id, token }) : new DomainError("access_denied");
  };
}

async function handOver(
  ctx: AnonymousContext,
  device: DeviceRow,
  user: UserRow,
  session: { id: string; token: string },
) {
  await ctx.tx.run(updateDevice, { ...device, status: "used", asked_at: ctx.now });
  return openSession(ctx, user, { ...session, by: "device" });
}

/** The interval grows with each question that comes too soon, and stays so. The error is returned: this is kept. */
async function hold({ tx, now }: AnonymousContext, device: DeviceRow): Promise<DomainError> {
  const tooSoon = device.asked_at !== null && now - device.asked_at < device.poll_interval;
  const interval = device.poll_interval + (tooSoon ? limits.deviceSlowDownSeconds : 0);
  await tx.run(updateDevice, { ...device, poll_interval: interval, asked_at: now });
  return new DomainError(tooSoon ? "slow_down" : "authorization_pending", { resource: { interval } });
}
