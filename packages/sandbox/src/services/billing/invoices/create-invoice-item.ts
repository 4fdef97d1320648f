import type { InputOf, InvoiceItem, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { assertInvoiceAllows, getInvoiceRow } from "./invoice.ts";
import { assertItemAmount, assertPeriod, refreshDraft, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { readWorth } from "./item-worth.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { refuse } from "../refuse.ts";
import { invoiceItems, subscriptions } from "../store.ts";
import type { SubscriptionRow } from "../subscriptions/subscription-tables.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = InputOf<Operations["invoice_items.create"]>;

/** Notes something to be paid for, on a draft or for the customer's next invoice. */
export async function createInvoiceItem(ctx: Context, input: Input): Promise<InvoiceItem> {
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  const draft = input.invoice === undefined ? undefined : await draftFor(ctx, input.invoice, customer.id);
  const subscription = input.subscription === undefined ? undefined : await readOwner(ctx, input.subscription, draft);
  if (subscription && subscription.customer !== customer.id) {
    refuse("subscription", `The subscription ${subscription.id} is another customer's.`);
  }
  const item = await insertItem(ctx, draft, input, subscription);
  await refreshDraft(ctx, draft);
  return item;
}

/** Writes an item and tells of it; the lines of the draft that it is on are the caller's to refresh. */
export async function insertItem(
  ctx: Context,
  draft: InvoiceRow | undefined,
  input: Input,
  subscription?: SubscriptionRow,
): Promise<InvoiceItem> {
  const { customer } = input;
  assertPeriod(input.period);
  const worth = await readWorth(ctx, input, input.currency ?? draft?.currency ?? subscription?.currency);
  assertItemAmount(worth.amount);
  if (subscription && subscription.currency !== worth.currency) {
    throw new DomainError("currency_mismatch", {
      message: `The subscription is in ${subscription.currency}, the item in ${worth.currency}.`,
      param: "currency",
    });
  }
  if (draft && draft.currency !== worth.currency) {
    throw new DomainError("currency_mismatch", {
      message: `The invoice is in ${draft.currency}, the item in ${worth.currency}.`,
      param: "currency",
    });
  }
  const id = ctx.platform.ids("invoiceItem");
  const place = {
    customer,
    scope: "invoice_item",
    target: id,
    currency: worth.currency,
    subtotal: worth.amount,
  } as const;
  const row = {
    id,
    realm: ctx.principal.realm,
    customer,
    invoice: draft?.id ?? null,
    pending: draft ? 0 : 1,
    ...worth,
    proration: 0,
    subscription: subscription?.id ?? null,
    subscription_item: null,
    discountable: Number(input.discountable ?? worth.amount >= 0),
    discounts: JSON.stringify(await readDiscounts(ctx, place, input.discounts ?? [])),
    tax_rates: input.tax_rates === undefined ? null : await readTaxRates(ctx, input.tax_rates, "tax_rates"),
    period_start: input.period?.start ?? ctx.now,
    period_end: input.period?.end ?? ctx.now,
    test_clock: ctx.timeline,
    metadata: JSON.stringify(dropEmptyValues(input.metadata ?? {})),
    created: ctx.now,
  };
  await ctx.tx.run(invoiceItems.insert, row);
  const item = toInvoiceItem(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "invoiceitem.created", item);
  return item;
}

/** The subscription whose next invoice takes an item. */
async function readOwner(
  { tx, principal }: Context,
  id: string,
  draft: InvoiceRow | undefined,
): Promise<SubscriptionRow> {
  const row = await tx.first(subscriptions.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("subscription", id, "subscription");
  if (row.ended_at !== null) refuse("subscription", `The subscription ${id} has ended: it has no other invoice.`);
  if (draft && draft.subscription !== null && draft.subscription !== id) {
    refuse("subscription", `The invoice ${draft.id} is of the subscription ${draft.subscription}.`);
  }
  return row;
}

async function draftFor(ctx: Context, id: string, customer: string): Promise<InvoiceRow> {
  const draft = await getInvoiceRow(ctx, id, "invoice");
  assertInvoiceAllows(ctx, draft, "edit", "invoice");
  if (draft.customer === customer) return draft;
  throw new DomainError("parameter_invalid", {
    message: `The invoice ${id} is another customer's.`,
    param: "invoice",
  });
}
