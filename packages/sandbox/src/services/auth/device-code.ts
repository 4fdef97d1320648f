import type { DeviceAuthorization, DeviceCode, InputOf, Operations } from "@micro/sdk/contract";

import { drawBase62 } from "../../platform/base62.ts";
import type { AnonymousContext } from "../../platform/context.ts";
import { limits } from "../../platform/limits.ts";
import type { Random } from "../../platform/random.ts";
import type { Secrets } from "../../platform/secrets.ts";
import { insertDevice } from "./store.ts";
import type { DeviceRow } from "./tables.ts";

/** No vowels, so that no code is a word (RFC 8628, section 6.1). */
const letters = "BCDFGHJKLMNPQRSTVWXZ";
const userCodeLength = 8;

/** Begins to log a device in. Only digests of the two codes are stored. */
export async function createDeviceCode(
  { tx, platform, now }: AnonymousContext,
  input: InputOf<Operations["device.code"]>,
): Promise<DeviceCode> {
  const id = platform.ids("device");
  const random = platform.random.fork(id);
  const deviceCode = `dvc_${drawBase62(random, 43)}`;
  const userCode = drawUserCode(random);
  await tx.run(insertDevice, {
    id,
    device_digest: digestDeviceCode(platform.secrets, deviceCode),
    user_digest: digestUserCode(platform.secrets, userCode),
    client_name: input.client_name ?? null,
    poll_interval: limits.devicePollSeconds,
    expires_at: now + limits.deviceCodeLifetimeSeconds,
    created: now,
  });
  const page = `${platform.baseUrl()}/auth/device`;
  return {
    object: "device_code",
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${userCode}`,
    expires_in: limits.deviceCodeLifetimeSeconds,
    interval: limits.devicePollSeconds,
  };
}

function drawUserCode(random: Random): string {
  const drawn = Array.from({ length: userCodeLength }, () => letters[random.integer(letters.length)]).join("");
  return `${drawn.slice(0, 4)}-${drawn.slice(4)}`;
}

/** What is stored of a device's code. */
export const digestDeviceCode = (secrets: Secrets, code: string) => secrets.digest("device-code", code);

/** What is stored of a person's code; case, spaces and hyphens do not matter. */
export const digestUserCode = (secrets: Secrets, code: string) =>
  secrets.digest("user-code", code.toUpperCase().replaceAll(/[^A-Z]/g, ""));

/** The device as the API shows it to the one who has its code. */
export const toDevice = (row: DeviceRow): DeviceAuthorization => ({
  id: row.id,
  object: "device_authorization",
  client_name: row.client_name,
  status: row.status,
  created: row.created,
  expires_at: row.expires_at,
});
