import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

import { ApiError, type Client, type DeviceCode, type Session } from "@micro/sdk";

import { Abort } from "../abort.ts";
import type { Connection } from "../config/connection.ts";
import { openAnonymously } from "./client.ts";
import { keepKey, type LoginResult } from "./keep-key.ts";

/** Logs in by a page in a browser (RFC 8628). `show` is called with the code once there is one. */
export async function deviceLogin(
  connection: Connection,
  show: (code: DeviceCode) => void | Promise<void>,
): Promise<LoginResult> {
  await using client = openAnonymously(connection);
  const code = await client.device.code({ client_name: `micro on ${hostname()}`.slice(0, 100) });
  await show(code);
  return await keepKey(client, connection, await waitForApproval(client, code), false);
}

async function waitForApproval(client: Client, { device_code, interval }: DeviceCode): Promise<Session> {
  for (let seconds = interval; ;) {
    await delay(seconds * 1000);
    try {
      return await client.device.token({ device_code });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      seconds = nextInterval(error, seconds);
    }
  }
}

/** How long to wait before asking again; an error that no waiting mends is thrown. */
function nextInterval(error: ApiError, seconds: number): number {
  switch (error.code) {
    case "authorization_pending":
      return seconds;
    case "slow_down":
      return typeof error.body["interval"] === "number" ? error.body["interval"] : seconds + 5;
    case "access_denied":
      throw new Abort("The login was denied on the page.", "Run micro login again if that was a mistake.", {
        cause: error,
      });
    case "expired_token":
      throw new Abort("Nobody approved the code in time.", "Run micro login again.", { cause: error });
    default:
      throw error;
  }
}
