import type { CreditNote, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { pdfUrl } from "../pdf-url.ts";
import { amountDue, getInvoiceRow, toInvoice } from "../invoices/invoice.ts";
import type { InvoiceRow } from "../invoices/invoice-tables.ts";
import type { CreditNoteRow } from "./credit-note-tables.ts";
import { readRefunds } from "./linked-refunds.ts";
import { assertPartsLeft, planCreditNote, type CreditPlan } from "./plan-credit-note.ts";
import { unearnedOf } from "../revenue/revenue.ts";
import { creditNotes, creditNotesOfInvoice } from "../store.ts";

/** The credit note as the API shows it. */
export function toCreditNote({ platform, principal }: Context, row: CreditNoteRow): CreditNote {
  const { id, total, type } = row;
  const livemode = principal.mode === "live";
  const { lines, subtotal, tax } = planOf(row);
  return {
    id,
    object: "credit_note",
    amount: total,
    created: row.created,
    credit_amount: row.credit_amount,
    currency: row.currency,
    customer: row.customer,
    customer_balance_transaction: row.balance_transaction,
    effective_at: row.effective_at,
    invoice: row.invoice,
    lines: {
      object: "list",
      url: `/billing/credit_notes/${id}/lines`,
      has_more: false,
      data: lines.map((line, index) => ({
        ...line,
        id: `${id.replace(/^cn_/, "cnli_")}_${index + 1}`,
        object: "credit_note_line_item",
        livemode,
      })),
    },
    livemode,
    memo: row.memo,
    metadata: JSON.parse(row.metadata) as CreditNote["metadata"],
    number: row.number,
    out_of_band_amount: row.out_of_band_amount,
    pdf: pdfUrl(platform, "credit_note", row),
    post_payment_amount: type === "post_payment" ? total : 0,
    pre_payment_amount: type === "pre_payment" ? total : 0,
    reason: row.reason,
    refunds: refundsOf(row),
    refund_amount: row.refund_amount,
    status: row.status,
    subtotal,
    total,
    total_discount_amounts: sumsBy(
      lines.flatMap((line) => line.discount_amounts),
      ({ discount }) => discount,
    ),
    total_excluding_tax: total - tax,
    total_taxes: sumsBy(
      lines.flatMap((line) => line.taxes),
      ({ tax_rate: rate }) => rate,
    ),
    type,
    voided_at: row.voided_at,
  };
}

// `prepareCreditNote` is its only writer.
export const planOf = (row: Pick<CreditNoteRow, "content">) => JSON.parse(row.content) as CreditPlan;

// `prepareCreditNote` and `createCreditNote` are its writers.
export const refundsOf = (row: Pick<CreditNoteRow, "refunds">) => JSON.parse(row.refunds) as CreditNote["refunds"];

/** What a credit note moves in the ledger. */
export const creditMovement = (row: CreditNoteRow) => ({
  movement: "credit_note" as const,
  cause: row.id,
  currency: row.currency,
  amount: row.total,
  tax: planOf(row).tax,
  deferred: row.deferred,
  settled: {
    unpaid: row.type === "pre_payment" && row.written_off === 0 ? row.total : 0,
    written_off: row.written_off === 1 ? row.total : 0,
    refunded: row.refund_amount,
    credited: row.credit_amount,
    elsewhere: row.out_of_band_amount,
  },
});

/** What credit notes took off an invoice. */
export async function creditedOf(
  { tx, principal }: Context,
  invoice: string,
): Promise<Pick<CreditPlan, "total" | "tax">> {
  const notes = await tx.all(creditNotesOfInvoice, { realm: principal.realm, invoice });
  const plans = notes.filter(({ status }) => status === "issued").map(planOf);
  const add = (of: (plan: CreditPlan) => number) => plans.reduce((sum, plan) => sum + of(plan), 0);
  return { total: add((plan) => plan.total), tax: add((plan) => plan.tax) };
}

/** Adds up what has the same key. */
function sumsBy<T extends { amount: number; taxable_amount?: number }>(
  parts: readonly T[],
  keyOf: (part: T) => string,
) {
  const sums = new Map<string, T>();
  for (const part of parts) {
    const known = sums.get(keyOf(part));
    sums.set(keyOf(part), {
      ...part,
      amount: part.amount + (known?.amount ?? 0),
      ...(part.taxable_amount !== undefined && {
        taxable_amount: part.taxable_amount + (known?.taxable_amount ?? 0),
      }),
    });
  }
  return [...sums.values()];
}

/** Reads a credit note, or throws. */
export async function getCreditNoteRow({ tx, principal }: Context, id: string): Promise<CreditNoteRow> {
  const row = await tx.first(creditNotes.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("credit note", id);
  return row;
}

type Input = InputOf<Operations["credit_notes.create"]>;

/** What a credit note would be; nothing is written. Throws where the invoice cannot be credited so. */
export async function prepareCreditNote(
  ctx: Context,
  id: string,
  input: Input,
): Promise<{ row: CreditNoteRow; invoice: InvoiceRow }> {
  const invoice = await getInvoiceRow(ctx, input.invoice, "invoice");
  if (invoice.status === "draft" || invoice.status === "void") {
    throw new DomainError("state_conflict", {
      message: `The invoice is '${invoice.status}': only an open, paid or uncollectible one can be credited.`,
      param: "invoice",
      resource: { invoice: toInvoice(ctx, invoice) },
    });
  }
  const { realm } = ctx.principal;
  const notes = await ctx.tx.all(creditNotesOfInvoice, { realm, invoice: invoice.id });
  const issued = notes.filter(({ status }) => status === "issued");
  const sequence = notes.length + 1;
  const before = issued.map(planOf);
  const plan = planCreditNote(invoice, before, input);
  assertLeft(invoice, plan.total, input);
  assertPartsLeft(invoice, before, plan);
  const linked = await readRefunds(ctx, invoice, issued.flatMap(refundsOf), input.refunds ?? []);
  const row: CreditNoteRow = {
    n: 0,
    id,
    realm,
    customer: invoice.customer,
    invoice: invoice.id,
    effective_at: input.effective_at ?? ctx.now,
    sequence,
    number: `${invoice.number ?? ""}-CN-${String(sequence).padStart(2, "0")}`,
    currency: invoice.currency,
    status: "issued",
    type: isOwed(invoice) ? "pre_payment" : "post_payment",
    written_off: Number(invoice.status === "uncollectible"),
    total: plan.total,
    deferred: unearnedOf(invoice, plan.total - plan.tax),
    content: JSON.stringify(plan),
    refunds: JSON.stringify(linked),
    ...settlementOf(invoice, plan.total, { ...input, linked: refunded(linked) }),
    balance_transaction: null,
    reason: input.reason ?? null,
    memo: input.memo ?? null,
    voided_at: null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  return { row, invoice };
}

/** What is not paid: it is owed less, and nothing goes back. */
const isOwed = ({ status }: Pick<InvoiceRow, "status">) => status === "open" || status === "uncollectible";

/** What of refunds is for a credit note. */
export const refunded = (refunds: CreditNote["refunds"]) =>
  refunds.reduce((sum, { amount_refunded: amount }) => sum + amount, 0);

function assertLeft(invoice: InvoiceRow, total: number, input: Input): void {
  const param = input.amount === undefined ? "lines" : "amount";
  if (total <= 0) throw new DomainError("parameter_invalid", { message: "Nothing would be credited.", param });
  const paid = invoice.total - invoice.credited_before - invoice.credited_after;
  const left = Math.max(0, isOwed(invoice) ? amountDue(invoice) : paid);
  if (total <= left) return;
  throw new DomainError("amount_too_large", {
    message: `At most ${left} of the invoice ${invoice.id} can be credited; this is ${total}.`,
    param,
  });
}

/** How what was paid goes back; nothing does of what is not paid yet. */
function settlementOf(
  invoice: InvoiceRow,
  total: number,
  { linked, ...input }: Input & { linked: number },
): Pick<CreditNoteRow, "refund_amount" | "credit_amount" | "out_of_band_amount"> {
  const settlement = {
    refund_amount: (input.refund_amount ?? 0) + linked,
    credit_amount: input.credit_amount ?? 0,
    out_of_band_amount: input.out_of_band_amount ?? 0,
  };
  const sent = settlement.refund_amount + settlement.credit_amount + settlement.out_of_band_amount;
  const wanted = isOwed(invoice) ? 0 : total;
  if (sent === wanted) return settlement;
  const names = ["refund_amount", "refunds", "credit_amount", "out_of_band_amount"] as const;
  throw new DomainError(sent === 0 ? "parameter_missing" : "parameter_invalid", {
    message:
      wanted === 0
        ? "The invoice is not paid: it is owed less, and nothing goes back."
        : `\`refund_amount\`, \`refunds\`, \`credit_amount\` and \`out_of_band_amount\` have to be ${wanted} together.`,
    param: names.find((name) => input[name] !== undefined) ?? "refund_amount",
  });
}
