import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

const Percentage = Type.String({
  pattern: "^(100(\\.0{1,4})?|\\d{1,2}(\\.\\d{1,4})?)$",
  description: "A percentage with at most four decimals, as text: `8.875`.",
});

export const TaxRate = Type.Object({
  id: Id("taxRate"),
  object: Type.Literal("tax_rate"),
  active: Type.Boolean(),
  country: Nullable(Type.String()),
  created: Timestamp,
  description: Nullable(Type.String()),
  display_name: Type.String(),
  inclusive: Type.Boolean({ description: "Whether prices hold the tax already, or it is added to them." }),
  jurisdiction: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  percentage: Percentage,
  state: Nullable(Type.String()),
});
/** A tax on the lines of an invoice. */
export type TaxRate = Static<typeof TaxRate>;

const notes = {
  active: Type.Optional(Type.Boolean()),
  country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$", description: "Two letters (ISO 3166-1)." })),
  description: Type.Optional(Text(500)),
  jurisdiction: Type.Optional(Text(200)),
  metadata: Type.Optional(MetadataParam),
  state: Type.Optional(Text(100)),
};

export const taxRateOperations = {
  "tax_rates.create": operation({
    id: "tax_rates.create",
    method: "POST",
    path: "/billing/tax_rates",
    access: "payments:write",
    summary: "Create a tax rate, inclusive or exclusive.",
    input: Params({
      display_name: Text(50),
      inclusive: Type.Boolean(),
      percentage: Percentage,
      ...notes,
      ...expandParam,
    }),
    output: TaxRate,
    status: 201,
    errors: [],
  }),
  "tax_rates.list": operation({
    id: "tax_rates.list",
    method: "GET",
    path: "/billing/tax_rates",
    access: "payments:read",
    summary: "List tax rates.",
    input: Params({
      ...pageParams,
      active: Type.Optional(Type.Boolean()),
      inclusive: Type.Optional(Type.Boolean()),
      ...expandParam,
    }),
    output: List(TaxRate),
    errors: [],
  }),
  "tax_rates.get": operation({
    id: "tax_rates.get",
    method: "GET",
    path: "/billing/tax_rates/{id}",
    access: "payments:read",
    summary: "Read a tax rate.",
    input: Params({ id: Id("taxRate"), ...expandParam }),
    output: TaxRate,
    errors: ["resource_missing"],
  }),
  "tax_rates.update": operation({
    id: "tax_rates.update",
    method: "POST",
    path: "/billing/tax_rates/{id}",
    access: "payments:write",
    summary: "Change a tax rate's notes, or take it out of use. The percentage never changes.",
    input: Params({
      id: Id("taxRate"),
      display_name: Type.Optional(Text(50)),
      ...notes,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: TaxRate,
    errors: ["resource_missing"],
  }),
};
