import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import { recordEvent } from "../activity/index.ts";
import { sendJob } from "./create-notification.ts";
import { toNotification } from "./notification.ts";
import { findPending, updateStatus } from "./store.ts";
import type { NotificationRow } from "./tables.ts";

/**
 * Sends a pending notification into the captured inbox. Some receivers are made to fail, so that a test can see it:
 * `bounce@…` and +15005550009 always, `defer@…` at the first two tries.
 */
export async function sendNotification(tx: Transaction, platform: Platform, id: string): Promise<void> {
  await platform.queue.remove(tx, sendJob, id);
  const row = await tx.first(findPending, { id });
  if (!row) return;
  const now = platform.clock.seconds();
  const tries = row.tries + 1;
  const failure = failureOf(row, tries);
  if (!failure) {
    const sent: NotificationRow = { ...row, status: "sent", tries, error: null, sent_at: now };
    await tx.run(updateStatus, sent);
    const owner = { realm: row.realm, account: row.account, mode: row.livemode === 1 ? "live" : "test" } as const;
    const request = { id: null, idempotencyKey: null };
    const ctx = { tx, platform, principal: null, now, timeline: null, request };
    return recordEvent(ctx, "notification.sent", toNotification(sent), owner);
  }
  const final = failure.final || tries >= limits.notificationTriesMax;
  await tx.run(updateStatus, { ...row, status: final ? "failed" : "pending", tries, error: failure.reason });
  if (final) return;
  await platform.queue.schedule(tx, sendJob, id, platform.clock.now() + limits.notificationRetryMs * 2 ** (tries - 1));
}

function failureOf({ recipient }: NotificationRow, tries: number): { reason: string; final: boolean } | undefined {
  if (recipient.startsWith("bounce@") || recipient === "+15005550009") {
    return { reason: "The receiver does not exist.", final: true };
  }
  if (recipient.startsWith("defer@") && tries < 3) {
    return { reason: "The receiver's server asked to try again later.", final: false };
  }
  return undefined;
}
