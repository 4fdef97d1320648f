import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { postToLedger } from "../../balance/index.ts";
import { followSettled } from "./follow-invoice.ts";
import { amountDue, assertInvoiceAllows, getInvoiceRow, saveInvoice } from "./invoice.ts";

/** Writes an open invoice off as a bad debt. It can still be paid, or taken back. */
export async function markUncollectible(ctx: Context, { id }: { id: string }): Promise<Invoice> {
  const row = await getInvoiceRow(ctx, id);
  assertInvoiceAllows(ctx, row, "mark_uncollectible");
  const { currency } = row;
  await postToLedger(ctx, { movement: "invoice_written_off", cause: id, currency, amount: amountDue(row) });
  const written = {
    ...row,
    status: "uncollectible",
    marked_uncollectible_at: ctx.now,
    next_payment_attempt: null,
  } as const;
  const invoice = await saveInvoice(ctx, written, "invoice.marked_uncollectible");
  await followSettled(ctx, written);
  return invoice;
}
