import type { Projection } from "../route.ts";
import { asPretaxCredits, asTaxes } from "./billing.ts";
import { listOf, pick, recordOf } from "./fields.ts";

const sumOf = (amounts: unknown): number =>
  listOf(amounts).reduce<number>((sum, entry) => sum + Number(recordOf(entry)["amount"]), 0);

const creditNote: Projection = (shown) => {
  const { total_discount_amounts: discounts } = shown;
  return {
    ...pick(shown, "id", "object", "amount", "created", "currency", "customer", "customer_balance_transaction"),
    ...pick(shown, "effective_at", "invoice", "lines", "livemode", "memo", "metadata", "number", "out_of_band_amount"),
    ...pick(shown, "post_payment_amount", "pre_payment_amount", "reason", "status", "subtotal", "total"),
    ...pick(shown, "total_excluding_tax", "type", "voided_at"),
    amount_shipping: 0,
    customer_account: null,
    discount_amount: sumOf(discounts),
    discount_amounts: discounts,
    pdf: shown["pdf"] ?? "",
    pretax_credit_amounts: asPretaxCredits(discounts),
    refunds: listOf(shown["refunds"]).map((refund) => ({
      ...recordOf(refund),
      payment_record_refund: null,
      type: "refund",
    })),
    shipping_cost: null,
    subtotal_excluding_tax: shown["total_excluding_tax"],
    total_taxes: asTaxes(shown["total_taxes"]),
  };
};

const line: Projection = (shown) => {
  const { discount_amounts: discounts, invoice_line_item: invoiced, unit_amount: unit } = shown;
  return {
    ...pick(shown, "id", "object", "amount", "description", "livemode", "quantity", "type", "unit_amount"),
    discount_amount: sumOf(discounts),
    discount_amounts: discounts,
    ...(invoiced !== null && { invoice_line_item: invoiced }),
    metadata: {},
    pretax_credit_amounts: asPretaxCredits(discounts),
    tax_rates: [],
    taxes: asTaxes(shown["taxes"]),
    unit_amount_decimal: typeof unit === "number" ? String(unit) : null,
  };
};

/** What is credited, by `object`. */
export const creditNoteProjections: Record<string, Projection> = {
  credit_note: creditNote,
  credit_note_line_item: line,
};
