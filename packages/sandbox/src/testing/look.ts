import { AssertionError } from "node:assert";

import type { Client, InboxMessage } from "@micro/sdk";

import { assertOptionNames, assertOptionValues, type Kind } from "../check-options.ts";
import { stopwatch } from "../platform/real-clock.ts";

/** Everything that a list has. */
export async function collect<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** The longest that the sandbox waits for one call. */
const waitSecondsMax = 5;

/** Which message to wait for. */
export interface MessageWanted {
  /** Whom it is to: anybody by default. */
  to?: string | undefined;
  /** Milliseconds until the wait is given up, in whole seconds: 5,000 by default. */
  timeoutMs?: number | undefined;
}

const wantedKinds: Record<keyof MessageWanted, Kind> = {
  to: { fits: (value) => typeof value === "string", is: "an address" },
  timeoutMs: { fits: (value) => typeof value === "number" && value >= 0, is: "milliseconds" },
};

/** Waits for a mail or a message. Rejects when none came. */
export async function waitForMessage(client: Client, wanted: MessageWanted = {}): Promise<InboxMessage> {
  assertOptionNames(wanted, wantedKinds);
  assertOptionValues(wanted, wantedKinds);
  const { to, timeoutMs = 5000 } = wanted;
  const elapsedMs = stopwatch();
  for (;;) {
    const leftSeconds = (timeoutMs - elapsedMs()) / 1000;
    const seconds = Math.min(waitSecondsMax, Math.max(0, Math.ceil(leftSeconds)));
    const { message } = await client.inbox.wait({ timeout_s: seconds, ...(to !== undefined && { to }) });
    if (message !== null) return message;
    if (leftSeconds > 0) continue;
    throw new Error(`No message${to === undefined ? "" : ` to ${to}`} came within ${timeoutMs / 1000} s.`);
  }
}

/** Throws an `AssertionError` with every difference, unless the books agree. */
export async function assertBalanced(client: Client): Promise<void> {
  const [reconciliation, { valid, first_break: broken }] = await Promise.all([
    client.sandbox.reconcile(),
    client.ledger.verify(),
  ]);
  const faults = reconciliation.differences.map(({ message }) => message);
  if (!valid) faults.push(`The ledger's chain is broken: ${JSON.stringify(broken)}`);
  if (faults.length === 0) return;
  throw new AssertionError({ message: `The books do not agree:\n${faults.join("\n")}` });
}
