import type { Asset, InputOf, Invoice, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { dryRun } from "../../../platform/db/dry-run.ts";
import { below, DomainError } from "../../../platform/errors.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { getPrice } from "../../products/index.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import { usageLines } from "../usage/usage-lines.ts";
import { isPaidFor } from "./end-subscription.ts";
import { newSubscription } from "./new-subscription.ts";
import { previewDraft, previewInvoice } from "./preview-invoice.ts";
import { previewSchedule } from "./preview-schedule.ts";
import { refuse } from "../refuse.ts";
import { subscriptionsOfCustomer } from "../store.ts";
import { assertSubscriptionAllows, getSubscriptionRow, showSubscription } from "./subscription.ts";
import { pricedItemsOf } from "./subscription-item.ts";
import { creditsFor } from "./subscription-lines.ts";
import { invoicePriceTerms, withPriceTerms } from "./subscription-pricing.ts";
import { getScheduleRow, phasesOf } from "./subscription-schedule.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";
import { readEnd } from "./subscription-terms.ts";
import { planUpdate, prorationDate } from "./update-subscription.ts";

type Input = InputOf<Operations["invoices.create_preview"]>;

/** The next invoice of a subscription, of a change of it, or of a new one: what has to be written for it is taken back. */
export async function createPreview(ctx: Context, told: Input): Promise<Invoice> {
  return dryRun(ctx.tx, async () => {
    const input = { ...told, ...(await nextOf(ctx, told)) };
    const scheduled = input.schedule !== undefined || input.schedule_details !== undefined;
    const customer = await payerOf(ctx, input);
    for (const [index, item] of (input.invoice_items ?? []).entries()) {
      await below(`invoice_items[${index}]`, () => createInvoiceItem(ctx, { ...customer, ...item }));
    }
    if (scheduled) return previewSchedule(ctx, input);
    return input.subscription === undefined ? previewNew(ctx, input) : previewChanged(ctx, input);
  });
}

/** Where nobody but the customer is named: that subscription of his which is billed next. */
async function nextOf({ tx, principal }: Context, input: Input): Promise<Pick<Input, "subscription">> {
  const { customer, schedule, schedule_details, subscription, subscription_details } = input;
  const named = [schedule, schedule_details, subscription, subscription_details].some((one) => one !== undefined);
  if (named || customer === undefined) return {};
  const all = await tx.all(subscriptionsOfCustomer, { realm: principal.realm, customer });
  const [next] = all
    .filter(({ status }) => billed.has(status))
    .filter(({ cancel_at: end, period_end: renewal }) => end === null || end > renewal)
    .toSorted((one, other) => one.period_end - other.period_end);
  return next ? { subscription: next.id } : {};
}

/** The statuses in which the end of a period brings an invoice. */
const billed: ReadonlySet<string> = new Set(["active", "past_due", "trialing", "unpaid"]);

/** Who pays, and in which currency, where that is known. */
async function payerOf(ctx: Context, input: Input): Promise<{ customer: string; currency?: Asset }> {
  if (input.subscription !== undefined) {
    const { customer, currency } = await getSubscriptionRow(ctx, input.subscription, "subscription");
    return { customer, currency };
  }
  if (input.schedule !== undefined) {
    const { customer, phases } = await getScheduleRow(ctx, input.schedule, "schedule");
    const [first] = phasesOf({ phases });
    return { customer, ...(first && { currency: first.currency }) };
  }
  if (input.customer === undefined) throw new DomainError("parameter_missing", { param: "customer" });
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const [first] = input.subscription_details?.items ?? input.schedule_details?.phases?.[0]?.items ?? [];
  if (first?.price_data !== undefined) return { customer, currency: first.price_data.currency };
  if (first?.price === undefined) return { customer };
  return { customer, currency: (await getPrice(ctx, { id: first.price }, "items[0].price")).currency };
}

async function previewChanged(ctx: Context, input: Input): Promise<Invoice> {
  const stored = await getSubscriptionRow(ctx, input.subscription ?? "", "subscription");
  if (input.customer !== undefined && input.customer !== stored.customer) {
    refuse("customer", `The subscription ${stored.id} is another customer's.`);
  }
  await assertSubscriptionAllows(ctx, stored, "edit", "subscription");
  const { cancel_now: now = false, ...details } = input.subscription_details ?? {};
  const standing = { ...stored, ...readEnd(ctx.now, stored, details) };
  const row = await withPriceTerms(ctx, standing, await pricedItemsOf(ctx, stored.id), pricesOf(input));
  if (now) return previewEnd(ctx, row, prorationDate(ctx, row, details.proration_date), details);
  const plan = await planUpdate(ctx, row, details);
  const end = plan.row.cancel_at;
  if (plan.bills || end === null || end > plan.row.period_end) return previewInvoice(ctx, plan, row);
  if (end < plan.row.period_end) return previewEnd({ ...ctx, now: end }, row, end, details);
  throw new DomainError("state_conflict", {
    message: "The subscription ends with its period: there is no next invoice.",
    param: "subscription",
    resource: { subscription: await showSubscription(ctx, row) },
  });
}

/** The invoice of an end: what was used, what waits, and the credit for what is left. */
async function previewEnd(
  ctx: Context,
  row: SubscriptionRow,
  at: number,
  { proration_behavior: behavior }: NonNullable<Input["subscription_details"]>,
): Promise<Invoice> {
  const items = await pricedItemsOf(ctx, row.id);
  const paid = isPaidFor(row);
  const over = { ...row, period_end: Math.min(ctx.now, row.period_end) };
  const billed = {
    service: paid ? await usageLines(ctx, over, items) : [],
    terms: await invoicePriceTerms(ctx, row),
  };
  const prorations = paid && behavior !== "none" ? creditsFor(row, items, at) : [];
  return previewDraft(ctx, row, { reason: "subscription_cycle", billed, prorations });
}

/** What is tried on the prices. */
const pricesOf = ({ discounts, subscription_details: details }: Input) => ({
  ...(discounts && { discounts }),
  ...(details?.default_tax_rates && { default_tax_rates: details.default_tax_rates }),
});

async function previewNew(ctx: Context, input: Input): Promise<Invoice> {
  const { customer = "", subscription_details: details = {} } = input;
  const news = details.items?.map(({ id, deleted, ...item }, index) => {
    if (id !== undefined || deleted || (item.price === undefined && item.price_data === undefined)) {
      return refuse(`subscription_details.items[${index}]`, "A new subscription has new items: send their prices.");
    }
    return item;
  });
  if (!news) throw new DomainError("parameter_missing", { param: "subscription" });
  const trial = details.trial_end === undefined ? {} : { trial_end: details.trial_end };
  const { row: plain, items } = await newSubscription(ctx, { customer, items: news, ...trial });
  const row = await withPriceTerms(ctx, plain, items, pricesOf(input));
  return previewInvoice(ctx, { row, items, prorations: [], renews: true, bills: true });
}
