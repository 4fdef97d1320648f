import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { authMailJob, findMail } from "../auth/index.ts";
import { storeNotification } from "./create-notification.ts";

/** Writes the mail that a job of the auth service asks for. */
export async function sendAuthMail(tx: Transaction, platform: Platform, reference: string): Promise<void> {
  await platform.queue.remove(tx, authMailJob, reference);
  const mail = await findMail(tx, reference);
  if (!mail) return;
  const { purpose, user, expires, version } = mail.token;
  await storeNotification({ tx, platform, now: platform.clock.seconds() }, mail.owner, {
    channel: "email",
    template: purpose,
    recipient: mail.to,
    data: { user, expires: String(expires), version: String(version) },
  });
}
