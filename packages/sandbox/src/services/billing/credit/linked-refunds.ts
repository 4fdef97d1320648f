import type { CreditNote, InputOf, Operations, Refund } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, DomainError, resourceMissing } from "../../../platform/errors.ts";
import { getRefund } from "../../payments/index.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import { refuse } from "../refuse.ts";

type Sent = NonNullable<InputOf<Operations["credit_notes.create"]>["refunds"]>;
type Linked = CreditNote["refunds"];

/** Refunds of an invoice's payment that are there already, each for as much as no credit note has yet. */
export async function readRefunds(
  ctx: Context,
  { payment_intent: intent }: InvoiceRow,
  before: Linked,
  sent: Sent,
): Promise<Linked> {
  const linked: Linked = [];
  for (const [index, { refund: id, amount_refunded: amount }] of sent.entries()) {
    await below(`refunds[${index}]`, async () => {
      const refund = await getRefund(ctx, { id }, "refund");
      const isOwn = intent !== null && refund.payment_intent === intent;
      if (!isOwn) throw resourceMissing("refund of the invoice", id, "refund");
      const left = leftOf(refund, [...before, ...linked]);
      if ((amount ?? left) > left) {
        throw new DomainError("amount_too_large", {
          message: `At most ${left} of the refund ${id} is left for a credit note.`,
          param: "amount_refunded",
        });
      }
      linked.push({ amount_refunded: amount ?? left, refund: id });
    });
  }
  return linked;
}

function leftOf({ amount, id, status }: Refund, known: Linked): number {
  if (status === "failed" || status === "canceled") refuse("refund", `The refund ${id} is '${status}'.`);
  const taken = known.filter(({ refund }) => refund === id);
  const left = taken.reduce((rest, one) => rest - one.amount_refunded, amount);
  if (left === 0) refuse("refund", `All of the refund ${id} is for a credit note already.`);
  return left;
}
