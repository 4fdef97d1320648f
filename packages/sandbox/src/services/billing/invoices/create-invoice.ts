import { defaultAsset, type InputOf, type Invoice, type Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { patched, patchedJson } from "../../../platform/patch.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { balanceOf } from "../credit/customer-balance.ts";
import { inheritedDiscounts } from "../catalogue/discount.ts";
import { customerTerms } from "./customer-details.ts";
import { toInvoice } from "./invoice.ts";
import { readTerms } from "./invoice-terms.ts";
import { noIssueTerms, readIssueTerms } from "./issue-terms.ts";
import { insertDraft, newInvoice, takenBy } from "./new-invoice.ts";
import { readPriceTerms } from "./price-terms.ts";
import { sumOf } from "./rounding.ts";
import { readDraftShares, sharesOfDraft, noShares } from "../shares.ts";
import { pendingItems } from "../store.ts";

type Input = InputOf<Operations["invoices.create"]>;

const noTerms = {
  collection_method: "charge_automatically",
  days_until_due: null,
  due_date: null,
  default_payment_method: null,
} as const;

/** Creates a draft of an invoice: empty, or of what waits for one. */
export async function createInvoice(ctx: Context, input: Input, quote: string | null = null): Promise<Invoice> {
  const { realm } = ctx.principal;
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const terms = await readTerms(ctx, noTerms, customer, input);
  const included = input.pending_invoice_items_behavior === "include";
  const waiting = included ? await ctx.tx.all(pendingItems, { realm, customer, pending: 1 }) : [];
  const currency = input.currency ?? waiting[0]?.currency ?? defaultAsset;
  const issued = await readIssueTerms(ctx, noIssueTerms, currency, input);
  const defaults = await customerTerms(ctx, customer);
  const draft = newInvoice(ctx, {
    customer,
    ...defaults,
    currency,
    quote,
    ...terms,
    ...issued,
    starting_balance: await balanceOf(ctx, customer, currency),
    auto_advance: Number(input.auto_advance ?? false),
    custom_fields: patchedJson(input.custom_fields, defaults.custom_fields, (fields) => fields),
    description: input.description ?? null,
    footer: patched(input.footer, defaults.footer),
    ...(await readDraftShares(ctx, sharesOfDraft(noShares), input)),
    discounts: input.discounts ? "[]" : await inheritedDiscounts(ctx, customer),
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
  });
  const subtotal = sumOf(takenBy(draft, waiting));
  const priced = { ...draft, ...(await readPriceTerms(ctx, { scope: "invoice", row: draft, subtotal }, input)) };
  return toInvoice(ctx, await insertDraft(ctx, priced, waiting));
}
