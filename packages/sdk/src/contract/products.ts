import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { priceTerms, productNotes } from "./prices.ts";
import {
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  pageParams,
  Params,
  searchParams,
  SearchResult,
  Text,
  Timestamp,
} from "./schema.ts";

const ProductId = Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$", description: "`prod_…`, or a word of your own." });

export const Product = Type.Object({
  id: ProductId,
  object: Type.Literal("product"),
  active: Type.Boolean(),
  created: Timestamp,
  default_price: Nullable(Id("price")),
  description: Nullable(Type.String()),
  images: Type.Array(Type.String()),
  livemode: Type.Boolean(),
  marketing_features: Type.Array(Type.Object({ name: Type.String() })),
  metadata: Metadata,
  name: Type.String(),
  statement_descriptor: Nullable(Type.String()),
  tax_code: Nullable(Type.String()),
  unit_label: Nullable(Type.String()),
  updated: Timestamp,
  url: Nullable(Type.String()),
});
/** Something for sale. */
export type Product = Static<typeof Product>;

export const productOperations = {
  "products.create": operation({
    id: "products.create",
    method: "POST",
    path: "/payments/products",
    access: "payments:write",
    summary: "Create a product, with a price if given.",
    input: Params({
      id: Type.Optional(ProductId),
      name: Text(250),
      active: Type.Optional(Type.Boolean()),
      default_price_data: Type.Optional(Params(priceTerms)),
      ...productNotes,
      ...expandParam,
    }),
    output: Product,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "products.list": operation({
    id: "products.list",
    method: "GET",
    path: "/payments/products",
    access: "payments:read",
    summary: "List products.",
    input: Params({ ...pageParams, active: Type.Optional(Type.Boolean()), ...expandParam }),
    output: List(Product),
    errors: [],
  }),
  "products.search": operation({
    id: "products.search",
    method: "GET",
    path: "/payments/products/search",
    access: "payments:read",
    summary: "Search products.",
    input: Params(searchParams),
    output: SearchResult(Product),
    errors: ["parameter_invalid"],
  }),
  "products.get": operation({
    id: "products.get",
    method: "GET",
    path: "/payments/products/{id}",
    access: "payments:read",
    summary: "Read a product.",
    input: Params({ id: Id("product"), ...expandParam }),
    output: Product,
    errors: ["resource_missing"],
  }),
  "products.update": operation({
    id: "products.update",
    method: "POST",
    path: "/payments/products/{id}",
    access: "payments:write",
    summary: "Change a product.",
    input: Params({
      id: Id("product"),
      active: Type.Optional(Type.Boolean()),
      default_price: Type.Optional(Id("price")),
      name: Type.Optional(Text(250)),
      ...productNotes,
      description: Type.Optional(Nullable(Text(1000))),
      tax_code: Type.Optional(Nullable(Text(100))),
      unit_label: Type.Optional(Nullable(Text(12))),
      url: Type.Optional(Nullable(Text(2048))),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: Product,
    errors: ["resource_missing"],
  }),
  "products.delete": operation({
    id: "products.delete",
    method: "DELETE",
    path: "/payments/products/{id}",
    access: "payments:write",
    summary: "Delete a product that has no price.",
    input: Params({ id: Id("product") }),
    output: Type.Object({ id: Id("product"), object: Type.Literal("product"), deleted: Type.Literal(true) }),
    errors: ["resource_missing", "state_conflict"],
  }),
};
