import type { InboxMessage, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context, Platform, Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/database.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import { createWakeUp } from "../../platform/wake-up.ts";
import { toMessage } from "./notification.ts";
import { findNotification, hideAllMessages, hideMessage, messagesAfter, notificationPage } from "./store.ts";
import type { NotificationRow } from "./tables.ts";

/** Lists the messages that were sent and not deleted. */
export function listInbox(
  { tx, principal, platform }: Context,
  input: InputOf<Operations["inbox.list"]>,
): Promise<List<InboxMessage>> {
  const { to: recipient, channel, template, ...params } = input;
  return notificationPage(tx, {
    url: "/sandbox/inbox",
    owner: principal.realm,
    params,
    filters: { recipient, channel, template, status: "sent", hidden: 0 },
    toResource: (row) => toMessage(platform, row),
  });
}

/** Reads a message. */
export async function getMessage({ tx, principal, platform }: Context, { id }: { id: string }): Promise<InboxMessage> {
  const row = await tx.first(findNotification, { id, realm: principal.realm });
  if (!row || row.status !== "sent" || row.hidden === 1) throw resourceMissing("message", id);
  return toMessage(platform, row);
}

/** Deletes a message. */
export async function deleteMessage({ tx, principal }: Context, { id }: { id: string }) {
  const deleted = await tx.run(hideMessage, { id, realm: principal.realm });
  if (deleted === 0) throw resourceMissing("message", id);
  return { id, object: "inbox_message" as const, deleted: true as const };
}

/** Deletes every message. */
export async function clearInbox({ tx, principal }: Context) {
  return { object: "inbox" as const, deleted: await tx.run(hideAllMessages, { realm: principal.realm }) };
}

type WaitInput = InputOf<Operations["inbox.wait"]>;

/** Waits on the real clock for the oldest message that fits; null when none came in time. */
export async function waitForMessage(
  db: Database,
  platform: Platform,
  principal: Principal,
  input: WaitInput,
): Promise<{ object: "inbox_wait"; message: InboxMessage | null }> {
  const { realm } = principal;
  const deadline = AbortSignal.timeout((input.timeout_s ?? limits.inboxWaitSeconds) * 1000);
  const wakeUp = createWakeUp(deadline);
  const stop = platform.outbox.onAppend((realms) => realms.has(realm) && wakeUp.ring());
  try {
    const after = await cursorOf(db, realm, input.after);
    for (;;) {
      const changed = wakeUp.arm();
      const rows = await db.read((reader) => reader.all(messagesAfter, { realm, n: after }));
      const row = rows.find((candidate) => fits(candidate, input));
      if (row || deadline.aborted) return { object: "inbox_wait", message: row ? toMessage(platform, row) : null };
      await changed;
    }
  } finally {
    stop();
    wakeUp.close();
  }
}

async function cursorOf(db: Database, realm: number, after: string | undefined): Promise<number> {
  if (after === undefined) return 0;
  const row = await db.read((reader) => reader.first(findNotification, { id: after, realm }));
  if (!row) throw resourceMissing("message", after, "after");
  return row.n;
}

const fits = (row: NotificationRow, { to, channel, template }: WaitInput) =>
  (to === undefined || row.recipient === to) &&
  (channel === undefined || row.channel === channel) &&
  (template === undefined || row.template === template);
