import type { CustomerBilling } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getCustomer, inTimeOfRead } from "../customers/index.ts";
import { getCharge } from "../payments/index.ts";
import { discountOf, toDiscount } from "./catalogue/discount.ts";
import { balanceOf } from "./credit/customer-balance.ts";
import { invoicePrefix } from "./invoices/invoice.ts";
import type { InvoiceRow } from "./invoices/invoice-tables.ts";
import { balancesOfCustomer, firstCurrency, lastSequence, lastSettled, openInvoicesOf } from "./store.ts";

/** Reads how a customer stands with what he pays for, at the instant of his own clock. */
export async function getCustomerBilling(ctx: Context, { id }: { id: string }): Promise<CustomerBilling> {
  await getCustomer(ctx, { id });
  const own = await inTimeOfRead(ctx, id);
  const { realm, mode } = ctx.principal;
  const currency = (await ctx.tx.first(firstCurrency, { realm, customer: id }))?.currency ?? null;
  const discount = await discountOf(own, id);
  const changes = await ctx.tx.all(balancesOfCustomer, { realm, customer: id });
  return {
    object: "customer_billing",
    balance: currency === null ? 0 : await balanceOf(ctx, id, currency),
    // Each change holds the balance after it, and the newest comes last.
    balances: Object.fromEntries(changes.map((change) => [change.currency, change.ending_balance])),
    currency,
    customer: id,
    delinquent: await isDelinquent(own, id),
    discount: discount ? toDiscount(discount, mode === "live") : null,
    invoice_prefix: invoicePrefix,
    livemode: mode === "live",
    next_invoice_sequence: ((await ctx.tx.first(lastSequence, { realm }))?.sequence ?? 0) + 1,
  };
}

/** Whether the latest of what became of a customer's invoices is that one was not paid. */
async function isDelinquent(ctx: Context, customer: string): Promise<boolean> {
  const { realm } = ctx.principal;
  const open = await ctx.tx.all(openInvoicesOf, { realm, customer, status: "open" });
  const failures: number[] = [];
  for (const invoice of open) failures.push(...(await failuresOf(ctx, invoice)));
  if (failures.length === 0) return false;
  const settled = await ctx.tx.first(lastSettled, { realm, customer });
  return Math.max(...failures) >= Math.max(settled?.paid_at ?? 0, settled?.given_up_at ?? 0);
}

/** When an invoice was not paid: by its latest try, or by the day it was due on. */
async function failuresOf(ctx: Context, { latest_charge: charge, due_date: due }: InvoiceRow): Promise<number[]> {
  const tried = charge === null ? [] : [(await getCharge(ctx, { id: charge })).created];
  return due !== null && due <= ctx.now ? [...tried, due] : tried;
}
