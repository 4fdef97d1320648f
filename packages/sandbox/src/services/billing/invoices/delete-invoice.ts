import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { recordEvent } from "../../activity/index.ts";
import { assertInvoiceAllows, getInvoiceRow, planNext, toInvoice } from "./invoice.ts";
import { invoiceItems, invoices, itemsOfInvoice } from "../store.ts";

/** Deletes a draft; its items wait for another invoice. */
export async function deleteInvoice(
  ctx: Context,
  { id }: { id: string },
): Promise<OutputOf<Operations["invoices.delete"]>> {
  const row = await getInvoiceRow(ctx, id);
  assertInvoiceAllows(ctx, row, "delete");
  if (row.subscription !== null) {
    throw new DomainError("state_conflict", {
      message: `The invoice bills the subscription ${row.subscription}: finalise it, and void it then.`,
      param: "id",
      resource: { invoice: toInvoice(ctx, row) },
    });
  }
  const { realm } = ctx.principal;
  for (const item of await ctx.tx.all(itemsOfInvoice, { realm, invoice: id })) {
    await ctx.tx.run(invoiceItems.update, { ...item, invoice: null, pending: 1 });
  }
  await planNext(ctx, { ...row, next_payment_attempt: null });
  await ctx.tx.run(invoices.remove, { realm, id });
  await recordEvent(ctx, "invoice.deleted", toInvoice(ctx, row));
  return { id, object: "invoice", deleted: true };
}
