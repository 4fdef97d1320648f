import { formatAmount } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { findInvoiceMail, invoiceMailJob } from "../billing/index.ts";
import { storeNotification } from "./create-notification.ts";

/** Writes the mail about an invoice that a job of billing asks for. */
export async function sendInvoiceMail(tx: Transaction, platform: Platform, reference: string): Promise<void> {
  await platform.queue.remove(tx, invoiceMailJob, reference);
  const mail = await findInvoiceMail(tx, reference);
  if (!mail) return;
  const { id, number, amount, currency, due } = mail.invoice;
  await storeNotification({ tx, platform, now: platform.clock.seconds() }, mail.owner, {
    channel: "email",
    template: mail.purpose,
    recipient: mail.to,
    data: {
      invoice: id,
      realm: String(mail.owner.realm),
      number,
      amount: formatAmount(amount, currency),
      ...(due !== null && { due: new Date(due * 1000).toISOString().slice(0, 10) }),
    },
  });
}
