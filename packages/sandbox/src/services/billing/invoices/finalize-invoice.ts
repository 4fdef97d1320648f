import type { InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { daySeconds } from "../../../platform/day.ts";
import { postToLedger } from "../../balance/index.ts";
import { assertChargeable } from "../../payments/index.ts";
import { balanceOf, moveBalance } from "../credit/customer-balance.ts";
import { useUp } from "../catalogue/discount.ts";
import {
  advanceDelaySeconds,
  amountDue,
  assertInvoiceAllows,
  dueOf,
  getInvoiceRow,
  numberAt,
  saveInvoice,
} from "./invoice.ts";
import { linesOf, parseIds, taxIn, withLines } from "./invoice-lines.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { withIntent } from "./invoice-payment.ts";
import { planReminder } from "./remind.ts";
import { deferRevenue } from "../revenue/revenue.ts";
import { settleInvoice } from "./settle-invoice.ts";
import { lastSequence } from "../store.ts";

/** Finalises a draft: it gets the next number, its total is owed, and where nothing is due it is paid. */
export async function finalizeInvoice(ctx: Context, input: InputOf<Operations["invoices.finalize"]>): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, input.id);
  assertInvoiceAllows(ctx, row, "finalize");
  const advance = input.auto_advance ?? row.auto_advance === 1;
  const open = await openInvoice(ctx, { ...row, auto_advance: Number(advance) });
  if (amountDue(open) === 0) return settleInvoice(ctx, open);
  const charged = advance && open.collection_method === "charge_automatically";
  return saveInvoice(ctx, { ...open, next_payment_attempt: charged ? ctx.now + advanceDelaySeconds : null });
}

/** Numbers a draft, counts it in the ledger, and makes what it is paid by. */
export async function openInvoice(ctx: Context, draft: InvoiceRow): Promise<InvoiceRow> {
  const row = await withLines(ctx, draft);
  const { id, customer, currency, total } = row;
  const starting = await balanceOf(ctx, customer, currency);
  const due = dueOf({ total, starting_balance: starting, currency });
  if (due > 0) assertChargeable(due, currency, "id");
  const applied = total - due;
  const last = await ctx.tx.first(lastSequence, { realm: ctx.principal.realm });
  const sequence = (last?.sequence ?? 0) + 1;
  const open: InvoiceRow = {
    ...row,
    status: "open",
    sequence,
    number: row.number ?? numberAt(sequence),
    starting_balance: starting,
    balance_applied: applied,
    due_date: row.days_until_due === null ? row.due_date : ctx.now + row.days_until_due * daySeconds,
    finalized_at: ctx.now,
    next_payment_attempt: null,
  };
  // First, since it can be refused.
  const asked = due === 0 ? open : await withIntent(ctx, open);
  const deferred = await deferRevenue(ctx, row);
  const parts = { amount: total, tax: taxIn(row), deferred };
  const payable = { ...asked, deferred };
  await postToLedger(ctx, { movement: "invoice_finalized", cause: id, currency, ...parts });
  await postToLedger(ctx, { movement: "invoice_credit", cause: id, currency, amount: applied });
  await moveBalance(ctx, { customer, currency, type: "applied_to_invoice", amount: applied, invoice: id });
  if (due > 0) await planReminder(ctx, payable);
  await useUp(ctx, ["customer"], [parseIds(row.discounts), ...linesOf(row).map(({ discounts }) => discounts)].flat());
  await saveInvoice(ctx, payable, "invoice.finalized");
  return payable;
}
