import {
  subscriptionItemsMax,
  type Asset,
  type CheckoutSession,
  type InputOf,
  type LineItem,
  type Operations,
  type Price,
} from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { below, DomainError } from "../../platform/errors.ts";
import { equallyOften } from "../billing/index.ts";
import { assertChargeable } from "../payments/index.ts";
import { getProduct, getSalePrice, priceAmount } from "../products/index.ts";

type Terms = InputOf<Operations["checkout_sessions.create"]>;
type Input = NonNullable<Terms["line_items"]>;
type Mode = CheckoutSession["mode"];

const trialSecondsMin = 48 * 3600;

/** What is sold, with its sum; all in one currency. */
export interface Sale {
  items: LineItem[];
  currency: Asset;
  /** What is due today. */
  total: number;
}

/** What falls due again and again makes a sale a subscription. */
export const isRecurring = ({ price }: Pick<LineItem, "price">): boolean => price.type === "recurring";
/** What a meter counts has no quantity. */
export const isMetered = ({ recurring }: Price): boolean => recurring?.usage_type === "metered";

/** What a sale of these lines is. */
export const modeOf = (items: readonly LineItem[]): Mode => (items.some(isRecurring) ? "subscription" : "payment");

/** Looks prices and products up, or makes them, and adds up. Throws where they do not fit together. */
export async function readLineItems(
  ctx: Context,
  { line_items: input = [], mode, subscription_data: data }: Pick<Terms, "line_items" | "mode" | "subscription_data">,
): Promise<Sale> {
  const items: LineItem[] = [];
  const isTrial = data?.trial_period_days !== undefined || data?.trial_end !== undefined;
  for (const [index, what] of input.entries()) {
    const path = `line_items[${index}]`;
    const price = await below(path, () => getSalePrice(ctx, what));
    if (price.type === "recurring") assertSubscribable(items, price, what, path, mode);
    const { name } = await getProduct(ctx, { id: price.product });
    items.push(toItem(ctx.platform.ids("lineItem"), price, name, what.quantity, isTrial));
    assertOneCurrency(items, `${path}.price`);
  }
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  const [first] = items;
  if (!first) throw new DomainError("parameter_missing", { param: "line_items" });
  assertTermsFit(items, mode ?? modeOf(items), data);
  assertTrial(ctx.now, data);
  // A subscription can begin with nothing to pay.
  if (total > 0 || modeOf(items) === "payment") assertChargeable(total, first.currency, "line_items");
  return { items, currency: first.currency, total };
}

/** A line with what it comes to today: what a meter counts is billed after its period, and a trial costs nothing. */
function toItem(id: string, price: Price, description: string, quantity = 1, trial = false): LineItem {
  const free = price.type === "recurring" && (isMetered(price) || trial);
  const amount = free ? 0 : priceAmount(price, quantity);
  return {
    id,
    object: "item",
    amount_discount: 0,
    amount_subtotal: amount,
    amount_total: amount,
    currency: price.currency,
    description,
    price,
    quantity,
  };
}

function assertOneCurrency(items: readonly LineItem[], param: string): void {
  const [first] = items;
  const last = items.at(-1);
  if (first?.currency === last?.currency) return;
  throw new DomainError("currency_mismatch", {
    message: `All prices of a sale are in one currency: the first is in ${first?.currency}, this in ${last?.currency}.`,
    param,
  });
}

/** Throws where a sale does not take this recurring price beside those before it. */
function assertSubscribable(
  items: readonly LineItem[],
  price: Price,
  { quantity }: Input[number],
  path: string,
  mode: Terms["mode"],
): void {
  if (mode === "payment") {
    refuse(
      `${path}.price`,
      `The price ${price.id} is recurring: it is for \`mode: subscription\`, not for one payment.`,
    );
  }
  if (isMetered(price) && quantity !== undefined) {
    refuse(`${path}.quantity`, "A meter counts how much is used of this price.");
  }
  const others = items.filter(isRecurring);
  if (others.some((other) => !equallyOften(other.price, price))) {
    refuse(`${path}.price`, "The prices of one subscription fall due equally often.");
  }
  if (others.some((other) => other.price.id === price.id)) {
    refuse(`${path}.price`, `The price ${price.id} is there already: change its quantity.`);
  }
  if (others.length === subscriptionItemsMax) {
    refuse("line_items", `A subscription has at most ${subscriptionItemsMax} items.`);
  }
}

function assertTermsFit(items: readonly LineItem[], mode: Mode, data: Terms["subscription_data"]): void {
  if (mode === "payment") {
    if (data) refuse("subscription_data", "`subscription_data` goes with `mode: subscription`.");
    return;
  }
  if (!items.some(isRecurring)) refuse("line_items", "A subscription needs a recurring price at least.");
}

/** Throws where a trial would be over before the session is, as Stripe has it. */
function assertTrial(now: number, data: Terms["subscription_data"]): void {
  if (data?.trial_end === undefined) return;
  if (data.trial_period_days !== undefined) {
    refuse("subscription_data.trial_end", "Send `trial_end` or `trial_period_days`, not both.");
  }
  if (data.trial_end < now + trialSecondsMin) {
    refuse("subscription_data.trial_end", "A trial goes on for 48 hours at the least: the session is open for a day.");
  }
}

function refuse(param: string, message: string): never {
  throw new DomainError("parameter_invalid", { message, param });
}
