import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below } from "../../../platform/errors.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

type Added = NonNullable<InputOf<Operations["subscriptions.update"]>["add_invoice_items"]>;

/** Notes what is bought once, for the next invoice of a subscription: as Stripe has it, for the period that runs. */
export async function addInvoiceItems(ctx: Context, row: SubscriptionRow, added: Added = []): Promise<void> {
  const { id: subscription, customer, currency } = row;
  const period = { start: row.period_start, end: row.period_end };
  for (const [index, item] of added.entries()) {
    await below(`add_invoice_items[${index}]`, () =>
      createInvoiceItem(ctx, { customer, subscription, currency, period, ...item }),
    );
  }
}
