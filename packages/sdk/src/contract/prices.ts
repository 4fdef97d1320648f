import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { assetCodes, type Asset } from "./money.ts";
import {
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  searchParams,
  SearchResult,
  Text,
  Timestamp,
} from "./schema.ts";

/** How often a recurring price falls due. */
export const priceIntervals = ["day", "week", "month", "year"] as const;

const UnitAmount = Type.Integer({
  minimum: 0,
  maximum: 1_000_000_000_000,
  description: "In the minor unit of the currency, for one unit.",
});
const UnitAmountDecimal = Type.String({
  pattern: String.raw`^\d{1,13}(\.\d{1,12})?$`,
  examples: ["0.05"],
  description: "The same with up to 12 decimals; what a line of an invoice comes to is rounded half up.",
});
const UpTo = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: "The last unit of the tier." });
const PriceTier = Type.Object({
  flat_amount: Nullable(UnitAmount),
  flat_amount_decimal: Nullable(UnitAmountDecimal),
  unit_amount: Nullable(UnitAmount),
  unit_amount_decimal: Nullable(UnitAmountDecimal),
  up_to: Nullable(UpTo),
});
/** What units cost up to a quantity; the last tier has no end. */
export type PriceTier = Static<typeof PriceTier>;

const PriceOption = Type.Object({
  tiers: Nullable(Type.Array(PriceTier)),
  unit_amount: Nullable(UnitAmount),
  unit_amount_decimal: Nullable(UnitAmountDecimal),
});
/** Whether a price is said to hold its tax. What is charged follows from tax rates, which say it themselves. */
const TaxBehavior = OneOf("exclusive", "inclusive", "unspecified");
const perCurrency = <T>(option: T) => Object.fromEntries(assetCodes.map((code) => [code, option])) as Record<Asset, T>;

const PriceRecurring = Type.Object({
  interval: OneOf(...priceIntervals),
  interval_count: Type.Integer({ minimum: 1 }),
  meter: Nullable(Id("meter")),
  usage_type: OneOf("licensed", "metered"),
});
/** How often a price falls due, and whether it is for a quantity that is agreed on or for what a meter counts. */
export type PriceRecurring = Static<typeof PriceRecurring>;

export const Price = Type.Object({
  id: Id("price"),
  object: Type.Literal("price"),
  active: Type.Boolean(),
  billing_scheme: OneOf("per_unit", "tiered"),
  created: Timestamp,
  currency: Currency,
  currency_options: Type.Object(perCurrency(Type.Optional(PriceOption)), {
    description: "What it costs in other currencies.",
  }),
  deleted: Type.Optional(Type.Literal(true)),
  livemode: Type.Boolean(),
  lookup_key: Nullable(Type.String()),
  metadata: Metadata,
  nickname: Nullable(Type.String()),
  product: Id("product"),
  recurring: Nullable(PriceRecurring),
  tax_behavior: TaxBehavior,
  tiers: Nullable(Type.Array(PriceTier)),
  tiers_mode: Nullable(OneOf("graduated", "volume")),
  transform_quantity: Nullable(Type.Object({ divide_by: Type.Integer({ minimum: 1 }), round: OneOf("down", "up") })),
  type: OneOf("one_time", "recurring"),
  unit_amount: Nullable(UnitAmount),
  unit_amount_decimal: Nullable(UnitAmountDecimal),
});
/**
 * What a product costs, once or again and again: by unit, by tiers (`graduated`: each unit costs what its tier says;
 * `volume`: all units cost what the tier of the last one says), or by package. It never changes, only its notes do. A
 * deleted one answers with `deleted: true`, and is sold to nobody more.
 */
export type Price = Static<typeof Price>;

/** What a unit costs: one of the two. */
const unitTerms = {
  unit_amount: Type.Optional(UnitAmount),
  unit_amount_decimal: Type.Optional(UnitAmountDecimal),
};
const TierParam = Params({
  flat_amount: Type.Optional(UnitAmount),
  flat_amount_decimal: Type.Optional(UnitAmountDecimal),
  ...unitTerms,
  up_to: Nullable(UpTo),
});
const TiersParam = Type.Array(TierParam, {
  minItems: 1,
  maxItems: 100,
  description: "The last tier has `up_to: null`.",
});
const amountTerms = { tiers: Type.Optional(TiersParam), ...unitTerms };
export const priceTerms = {
  currency: Currency,
  ...amountTerms,
  currency_options: Type.Optional(Params(perCurrency(Type.Optional(Params(amountTerms))))),
  recurring: Type.Optional(
    Params({
      interval: OneOf(...priceIntervals),
      interval_count: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1095, description: "1 by default; three years in all at most." }),
      ),
      meter: Type.Optional(Id("meter")),
      usage_type: Type.Optional(OneOf("licensed", "metered")),
    }),
  ),
  tax_behavior: Type.Optional(TaxBehavior),
  tiers_mode: Type.Optional(OneOf("graduated", "volume")),
  transform_quantity: Type.Optional(
    Params({ divide_by: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), round: OneOf("down", "up") }),
  ),
};
/** How a product is shown where it is sold: kept, and shown back. */
export const productNotes = {
  description: Type.Optional(Text(1000)),
  images: Type.Optional(Type.Array(Text(2048), { maxItems: 8, description: "Where its pictures are." })),
  marketing_features: Type.Optional(Type.Array(Params({ name: Text(80) }), { maxItems: 15 })),
  metadata: Type.Optional(MetadataParam),
  statement_descriptor: Type.Optional(Text(22)),
  tax_code: Type.Optional(Text(100)),
  unit_label: Type.Optional(Text(12)),
  url: Type.Optional(Text(2048)),
};

/** A product and a price made for one sale. */
export const PriceData = Params({
  ...priceTerms,
  product: Type.Optional(Id("product")),
  product_data: Type.Optional(Params({ name: Text(250), ...productNotes })),
});

/** The same for something that is sold once. */
export const OneTimePriceData = Params({
  currency: Currency,
  tax_behavior: Type.Optional(TaxBehavior),
  ...unitTerms,
  product: Type.Optional(Id("product")),
  product_data: Type.Optional(Params({ name: Text(250), ...productNotes })),
});

/** A price of a product, made for one item that falls due again and again. */
export const RecurringPriceData = Params({
  currency: Currency,
  product: Id("product"),
  recurring: Params({
    interval: OneOf(...priceIntervals),
    interval_count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1095 })),
  }),
  tax_behavior: Type.Optional(TaxBehavior),
  ...unitTerms,
});

const asPlan = {
  as_plan: Type.Optional(
    Type.Boolean({ description: "Tell of it as a plan, too, as was done before prices; it has to fall due again." }),
  ),
};

const TransferKey = Type.Optional(
  Type.Boolean({ description: "Whether the price that has the lookup key gives it up." }),
);

export const priceOperations = {
  "prices.create": operation({
    id: "prices.create",
    method: "POST",
    path: "/payments/prices",
    access: "payments:write",
    summary: "Create a price of a product.",
    input: Params({
      ...priceTerms,
      product: Type.Optional(Id("product")),
      product_data: Type.Optional(Params({ name: Text(250), ...productNotes })),
      active: Type.Optional(Type.Boolean()),
      lookup_key: Type.Optional(Text(200)),
      metadata: Type.Optional(MetadataParam),
      nickname: Type.Optional(Text(200)),
      transfer_lookup_key: TransferKey,
      ...asPlan,
      ...expandParam,
    }),
    output: Price,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "prices.list": operation({
    id: "prices.list",
    method: "GET",
    path: "/payments/prices",
    access: "payments:read",
    summary: "List prices.",
    input: Params({
      ...pageParams,
      active: Type.Optional(Type.Boolean()),
      currency: Type.Optional(Currency),
      lookup_key: Type.Optional(Text(200)),
      lookup_keys: Type.Optional(Type.Array(Text(200), { minItems: 1, maxItems: 10, description: "One of these." })),
      product: Type.Optional(Id("product")),
      type: Type.Optional(OneOf("one_time", "recurring")),
      ...expandParam,
    }),
    output: List(Price),
    errors: [],
  }),
  "prices.search": operation({
    id: "prices.search",
    method: "GET",
    path: "/payments/prices/search",
    access: "payments:read",
    summary: "Search prices.",
    input: Params(searchParams),
    output: SearchResult(Price),
    errors: ["parameter_invalid"],
  }),
  "prices.get": operation({
    id: "prices.get",
    method: "GET",
    path: "/payments/prices/{id}",
    access: "payments:read",
    summary: "Read a price.",
    input: Params({ id: Id("price"), ...expandParam }),
    output: Price,
    errors: ["resource_missing"],
  }),
  "prices.update": operation({
    id: "prices.update",
    method: "POST",
    path: "/payments/prices/{id}",
    access: "payments:write",
    summary: "Change a price's notes, or take it out of use. The amount never changes.",
    input: Params({
      id: Id("price"),
      active: Type.Optional(Type.Boolean()),
      lookup_key: Type.Optional(Text(200)),
      metadata: Type.Optional(Nullable(MetadataParam)),
      nickname: Type.Optional(Text(200)),
      tax_behavior: Type.Optional(TaxBehavior),
      transfer_lookup_key: TransferKey,
      ...asPlan,
      ...expandParam,
    }),
    output: Price,
    errors: ["resource_missing", "state_conflict"],
  }),
  "prices.delete": operation({
    id: "prices.delete",
    method: "DELETE",
    path: "/payments/prices/{id}",
    access: "payments:write",
    summary: "Delete a price that falls due again. Subscriptions that have it keep it.",
    input: Params({ id: Id("price"), ...asPlan }),
    output: Type.Object({ id: Id("price"), object: Type.Literal("price"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
};
