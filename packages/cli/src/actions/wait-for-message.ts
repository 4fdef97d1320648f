import type { Client, InboxMessage } from "@micro/sdk";

import { Abort } from "../abort.ts";

/** The longest that the sandbox waits for one call. */
const waitSecondsMax = 5;

/** Which message to wait for. */
export interface MessageWanted {
  to?: string | undefined;
  /** Only newer ones than this count. */
  after?: string | undefined;
  timeoutMs: number;
}

/** Resolves to the oldest message that fits, at once if it is there; throws `Abort` when none came in time. */
export async function waitForMessage(client: Client, { to, after, timeoutMs }: MessageWanted): Promise<InboxMessage> {
  const started = performance.now();
  for (;;) {
    const leftSeconds = (timeoutMs - (performance.now() - started)) / 1000;
    const seconds = Math.min(waitSecondsMax, Math.max(0, Math.ceil(leftSeconds)));
    const { message } = await client.inbox.wait({
      timeout_s: seconds,
      ...(to !== undefined && { to }),
      ...(after !== undefined && { after }),
    });
    if (message !== null) return message;
    if (leftSeconds > 0) continue;
    const whom = to === undefined ? "" : ` to ${to}`;
    throw new Abort(`No message${whom} came within ${timeoutMs / 1000} s.`, "micro inbox list shows what was sent.");
  }
}
