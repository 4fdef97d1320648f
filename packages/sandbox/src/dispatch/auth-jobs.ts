import type { Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import { authMailJob, rotateKeysJob, rotateKeysOnSchedule } from "../services/auth/index.ts";
import { invoiceMailJob } from "../services/billing/index.ts";
import { sendAuthMail, sendInvoiceMail, sendJob, sendNotification } from "../services/notifications/index.ts";

/** Has the queue rotate signing keys, write the mails that others ask for, and send notifications. */
export function handleAuthJobs(db: Database, platform: Platform): void {
  const { queue } = platform;
  queue.handle(rotateKeysJob, () => rotateKeysOnSchedule(db, platform));
  queue.handle(authMailJob, ({ reference }) => db.transaction((tx) => sendAuthMail(tx, platform, reference)));
  queue.handle(invoiceMailJob, ({ reference }) => db.transaction((tx) => sendInvoiceMail(tx, platform, reference)));
  queue.handle(sendJob, ({ reference }) => db.transaction((tx) => sendNotification(tx, platform, reference)));
}
