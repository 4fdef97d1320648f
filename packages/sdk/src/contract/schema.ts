import { Type, type Static, type TObject, type TProperties, type TSchema } from "typebox";

import { assetCodes, amountMax } from "./money.ts";
import { idPrefixes, type IdKind } from "./ids.ts";

/** The parameters of an operation: an object that refuses names it does not know. */
export const Params = <T extends TProperties>(
  properties: T,
  { description }: { description?: string } = {},
): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) });

const Null = Type.Null();
/** A value that is always present and may be `null`. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Null]);

/** One of several words. */
export const OneOf = <T extends string>(...words: readonly T[]) => Type.Enum([...words]);

/** A string of one line's length that is not empty. */
export const Text = (maxLength = 500) => Type.String({ minLength: 1, maxLength });

/** A text that an empty one removes. */
export const ClearableText = (maxLength = 500) => Type.String({ maxLength, description: "Empty removes it." });

/** The id of a resource. A foreign or misspelt id is not refused by its form: the resource is reported missing. */
export const Id = (kind: IdKind) =>
  Type.String({ minLength: 1, maxLength: 64, description: `\`${idPrefixes[kind]}_…\`` });

/** An instant, in whole seconds since 1970-01-01T00:00:00Z, by the clock of the sandbox. */
export const Timestamp = Type.Integer({
  minimum: 0,
  maximum: 253_402_300_799,
  description: "Seconds since the epoch.",
});

/** A positive integer of the asset's minor unit. */
export const Amount = Type.Integer({
  minimum: 1,
  maximum: amountMax,
  description: "In the minor unit of the currency: 2000 usd is 20.00 dollars.",
});

/** An integer of the asset's minor unit, of either sign. */
export const SignedAmount = Type.Integer({ minimum: -amountMax, maximum: amountMax });

/** The lower-case code of an asset. */
export const Currency = Type.Enum(assetCodes, { description: "Lower-case code of the asset." });

/** Up to 50 keys of the caller's own; an empty value unsets its key. */
export const MetadataParam = Type.Record(Type.String({ pattern: "^.{1,40}$" }), Type.String({ maxLength: 500 }), {
  maxProperties: 50,
  additionalProperties: false,
});
/** The caller's own keys, as stored. */
export const Metadata = Type.Record(Type.String(), Type.String());

/** One page of a list, newest first. */
export const List = <T extends TSchema>(item: T) =>
  Type.Object({
    object: Type.Literal("list"),
    url: Type.String(),
    has_more: Type.Boolean(),
    data: Type.Array(item),
  });
/** One page of a list, newest first. */
export interface List<T> {
  object: "list";
  url: string;
  has_more: boolean;
  data: T[];
}

/** One page of what a search found, newest first. */
export const SearchResult = <T extends TSchema>(item: T) =>
  Type.Object({
    object: Type.Literal("search_result"),
    url: Type.String(),
    has_more: Type.Boolean(),
    next_page: Nullable(Type.String({ description: "Send it as `page` for what comes next." })),
    total_count: Type.Optional(
      Type.Integer({ minimum: 0, description: "How many there are on all pages: with `total_count` in `expand`." }),
    ),
    data: Type.Array(item),
  });
/** One page of what a search found, newest first. */
export interface SearchResult<T> {
  object: "search_result";
  url: string;
  has_more: boolean;
  next_page: string | null;
  total_count?: number;
  data: T[];
}

/** Bounds on an instant, such as that of creation, each in seconds since the epoch. */
export const Range = Params({
  gt: Type.Optional(Timestamp),
  gte: Type.Optional(Timestamp),
  lt: Type.Optional(Timestamp),
  lte: Type.Optional(Timestamp),
});
/** Bounds on an instant. */
export type Range = Static<typeof Range>;

/** What every list takes: a page's size, the cursor before or after it, and bounds on `created`. */
export const pageParams = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "Size of the page, 10 by default." })),
  starting_after: Type.Optional(
    Type.String({ maxLength: 64, description: "The id that the page begins after (older)." }),
  ),
  ending_before: Type.Optional(
    Type.String({ maxLength: 64, description: "The id that the page ends before (newer)." }),
  ),
  created: Type.Optional(Range),
};
/** What every list takes. */
export interface PageParams {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: Range;
}

/** Which ids of the answer are to be replaced by the resources that they name. */
export const expandParam = {
  expand: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 20,
      description:
        "Fields to replace by what they name: `customer`, `latest_charge.balance_transaction`, `data.customer`.",
    }),
  ),
};

/** What every search takes. */
export const searchParams = {
  query: Type.String({
    minLength: 1,
    maxLength: 1000,
    description: "Such as `status:'succeeded' AND amount>1000`, `-currency:'usd'`, `metadata['order']:'7'`.",
  }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "Size of the page, 10 by default." })),
  page: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "`next_page` of the page before." })),
  ...expandParam,
};
/** What every search takes. */
export interface SearchParams {
  query: string;
  limit?: number;
  page?: string;
  expand?: string[];
}
