import type { Asset, InputOf, Operations, ScheduleDefaults, SchedulePhase } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { isoInstant } from "../../../platform/day.ts";
import { dryRun } from "../../../platform/db/dry-run.ts";
import { below, resourceMissing } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { getSalePrice, type Sold } from "../../products/index.ts";
import { getDiscountRow } from "../catalogue/discount.ts";
import { createInvoiceItem } from "../invoices/create-invoice-item.ts";
import { readPriceTerms } from "../invoices/price-terms.ts";
import { boundary, type Cycle } from "./calendar.ts";
import { changeItems } from "./change-items.ts";
import { refuse } from "../refuse.ts";
import { isMetered, type PricedItem } from "./subscription-item.ts";
import { noTerms, readSubscriptionTerms } from "./subscription-terms.ts";

type Input = InputOf<Operations["subscription_schedules.create"]>;
type PhaseInput = NonNullable<Input["phases"]>[number];

/** Whose phases they are, and the defaults for what they leave out. */
interface Owner {
  customer: string;
  /** The one that there is already. */
  subscription?: string;
  defaults: ScheduleDefaults;
  currency?: Asset | undefined;
}

/** The phases that are asked for, one after the other from an instant on. Throws where they do not go together. */
export async function readPhases(
  ctx: Context,
  inputs: readonly PhaseInput[],
  start: number,
  owner: Owner,
): Promise<SchedulePhase[]> {
  const phases: SchedulePhase[] = [];
  let billedIn = owner.currency;
  for (const [index, sent] of inputs.entries()) {
    const path = `phases[${index}]`;
    const input = await below(path, () => withPrices(ctx, sent));
    const from = phases.at(-1)?.end_date ?? start;
    if (input.start_date !== undefined && input.start_date !== from) {
      refuse(
        `${path}.start_date`,
        `A phase begins where the one before ends, the first with its schedule: at ${from} (${isoInstant(from)}).`,
      );
    }
    const items = await tryPhase(ctx, { ...owner, currency: billedIn }, input, path);
    const [{ price }] = items;
    billedIn ??= price.currency;
    const { interval = "month", interval_count: count = 1 } = price.recurring ?? {};
    const end = endOf(input, path, from, { interval, interval_count: count });
    const trial = trialEndOf(input, path, from, end);
    phases.push({
      ...phaseOf(input),
      items: input.items.map((item, place) => itemOf(item, items[place])),
      currency: billedIn,
      start_date: from,
      end_date: end,
      trial_end: trial,
    });
  }
  const last = phases.at(-1);
  if (last && last.end_date <= ctx.now) refuse("phases", "The last phase ends in the past.");
  return phases;
}

/** A phase as it can be tried and kept: each price that is made for it is there. */
type NamedPhase = Omit<PhaseInput, "items" | "add_invoice_items"> & {
  items: Named<PhaseInput["items"][number]>[];
  add_invoice_items: Named<NonNullable<PhaseInput["add_invoice_items"]>[number]>[];
};
type Named<Item> = Omit<Item, "price" | "price_data"> & { price: string };

async function withPrices(ctx: Context, phase: PhaseInput): Promise<NamedPhase> {
  const name = async <Item extends Sold>({ price_data: data, price, ...item }: Item, path: string) => {
    // A price that is named is read with the phase.
    const named =
      data === undefined && price !== undefined ? price : await below(path, () => made({ price, price_data: data }));
    return { ...item, price: named };
  };
  const made = async (sold: Sold) => (await getSalePrice(ctx, sold, { stays: true })).id;
  const items = [];
  for (const [index, item] of phase.items.entries()) items.push(await name(item, `items[${index}]`));
  const added = [];
  for (const [index, item] of (phase.add_invoice_items ?? []).entries()) {
    added.push(await name(item, `add_invoice_items[${index}]`));
  }
  return { ...phase, items, add_invoice_items: added };
}

/** The defaults of a schedule, after a change. */
export const readDefaults = (
  before: ScheduleDefaults | undefined,
  input: Input["default_settings"] = {},
): ScheduleDefaults => ({
  billing_cycle_anchor: input.billing_cycle_anchor ?? before?.billing_cycle_anchor ?? "automatic",
  collection_method: input.collection_method ?? before?.collection_method ?? null,
  days_until_due: input.days_until_due ?? before?.days_until_due ?? null,
  default_payment_method: input.default_payment_method ?? before?.default_payment_method ?? null,
  description: input.description ?? before?.description ?? null,
});

/** What a phase says of the subscription: itself, or by the defaults of its schedule. */
export const saidBy = (phase: SchedulePhase, defaults: ScheduleDefaults) => ({
  collection_method: phase.collection_method ?? defaults.collection_method,
  days_until_due: phase.days_until_due ?? defaults.days_until_due,
  default_payment_method: phase.default_payment_method ?? defaults.default_payment_method,
  default_tax_rates: phase.default_tax_rates,
  description: phase.description ?? defaults.description,
  discounts: phase.discounts,
});

const phaseOf = (input: NamedPhase) => ({
  add_invoice_items: input.add_invoice_items.map((item) => ({
    ...withTerms(item),
    metadata: dropEmptyValues(item.metadata),
  })),
  billing_cycle_anchor: input.billing_cycle_anchor ?? null,
  collection_method: input.collection_method ?? null,
  days_until_due: input.days_until_due ?? null,
  default_payment_method: input.default_payment_method ?? null,
  default_tax_rates: input.default_tax_rates ?? null,
  description: input.description ?? null,
  discounts: input.discounts ?? null,
  // An empty text unsets a key of the subscription.
  metadata: input.metadata ?? {},
  proration_behavior: input.proration_behavior ?? ("create_prorations" as const),
});

type ItemInput = NamedPhase["items"][number];

const itemOf = (input: ItemInput, tried: PricedItem | undefined) => ({
  ...withTerms(input),
  quantity: quantityOf(tried),
  metadata: dropEmptyValues(input.metadata),
});

/** How much of an item is agreed on: null, where a meter counts it. */
export const quantityOf = (item: PricedItem | undefined): number | null =>
  item === undefined || isMetered(item.price) ? null : item.row.quantity;

type Priced = Pick<ItemInput, "price" | "quantity" | "discounts" | "tax_rates">;

const withTerms = ({ price, quantity, discounts, tax_rates: rates }: Priced) => ({
  price,
  quantity: quantity ?? 1,
  discounts: discounts ?? null,
  tax_rates: rates ?? null,
});

/** Tries what a phase will do: what is refused then is refused now. It answers the items, of which the first says how long a period is. */
async function tryPhase(
  ctx: Context,
  { customer, currency, defaults, subscription = "" }: Owner,
  input: NamedPhase,
  path: string,
): Promise<[PricedItem, ...PricedItem[]]> {
  return dryRun(ctx.tx, () =>
    below(path, async () => {
      const items = await withoutNamed(ctx, customer, input.items);
      const [first, ...others] = await changeItems(ctx, [], items, {
        subscription,
        customer,
        currency,
        usedFrom: ctx.now,
        billedFrom: ctx.now,
      });
      if (!first) return refuse("items", "A subscription has an item at least.");
      const billedIn = currency ?? first.price.currency;
      const row = { id: subscription, customer, currency: billedIn, discounts: "[]", default_tax_rates: "[]" };
      await readSubscriptionTerms(ctx, { ...noTerms, ...asTerms(defaults) }, row, without(input));
      // A code's minimum is judged when the phase begins.
      await readPriceTerms(ctx, { scope: "subscription", row, subtotal: Number.MAX_SAFE_INTEGER }, input);
      for (const [index, item] of input.add_invoice_items.entries()) {
        await below(`add_invoice_items[${index}]`, () =>
          createInvoiceItem(ctx, { customer, currency: billedIn, ...item }),
        );
      }
      return [first, ...others];
    }),
  );
}

/** Items less the discounts that are there already, which have to be the customer's: it shows later whose items they are. */
async function withoutNamed(ctx: Context, customer: string, items: readonly ItemInput[]): Promise<ItemInput[]> {
  for (const [index, { discounts = [] }] of items.entries()) {
    for (const [place, { discount: id }] of discounts.entries()) {
      const param = `items[${index}].discounts.${place}.discount`;
      if (id !== undefined && (await getDiscountRow(ctx, id, param)).customer !== customer) {
        throw resourceMissing("discount", id, param);
      }
    }
  }
  return items.map((item) =>
    item.discounts ? { ...item, discounts: item.discounts.filter(({ discount: id }) => id === undefined) } : item,
  );
}

const asTerms = (defaults: ScheduleDefaults) => ({
  collection_method: defaults.collection_method ?? noTerms.collection_method,
  days_until_due: defaults.days_until_due,
});

/** What `readSubscriptionTerms` reads of a phase. */
const without = ({ collection_method, days_until_due, default_payment_method, description }: NamedPhase) => ({
  ...(collection_method && { collection_method }),
  ...(days_until_due !== undefined && { days_until_due }),
  ...(default_payment_method && { default_payment_method }),
  ...(description && { description }),
});

/** When a phase ends: at an instant, after a time of its own, or after so many of its periods. */
function endOf(input: NamedPhase, path: string, start: number, period: Omit<Cycle, "anchor">): number {
  const { duration, end_date: end, iterations } = input;
  const said = (["end_date", "duration", "iterations"] as const).filter((name) => input[name] !== undefined);
  if (said.length > 1) refuse(`${path}.${said.at(-1)}`, `Send \`${said[0]}\` or \`${said.at(-1)}\`, not both.`);
  if (duration) {
    const { interval, interval_count: count = 1 } = duration;
    return boundary({ anchor: start, interval, interval_count: count }, 1);
  }
  if (end === undefined) return boundary({ anchor: start, ...period }, iterations ?? 1);
  if (end <= start) refuse(`${path}.end_date`, "A phase ends after its start.");
  return end;
}

function trialEndOf({ trial, trial_end: at }: NamedPhase, path: string, start: number, end: number): number | null {
  if (trial && at !== undefined) refuse(`${path}.trial_end`, "Send `trial` or `trial_end`, not both.");
  if (trial) return end;
  if (at !== undefined && (at <= start || at > end)) refuse(`${path}.trial_end`, "A trial ends within its phase.");
  return at ?? null;
}
