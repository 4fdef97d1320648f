import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Currency,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

/** Who deals with the holder of a connected account: the processor, both, or the platform alone. */
export const connectedAccountTypes = ["standard", "express", "custom"] as const;
export const businessTypes = ["company", "government_entity", "individual", "non_profit"] as const;

const profile = {
  mcc: Nullable(Type.String()),
  name: Nullable(Type.String()),
  product_description: Nullable(Type.String()),
  support_email: Nullable(Type.String()),
  support_phone: Nullable(Type.String()),
  support_url: Nullable(Type.String()),
  url: Nullable(Type.String()),
};

export const ConnectedAccount = Type.Object({
  id: Id("connectedAccount"),
  object: Type.Literal("connected_account"),
  business_profile: Type.Object(profile),
  business_type: Nullable(OneOf(...businessTypes)),
  capabilities: Type.Record(Type.String(), OneOf("active", "inactive")),
  charges_enabled: Type.Boolean(),
  country: Type.String(),
  created: Timestamp,
  default_currency: Currency,
  deleted: Type.Optional(Type.Boolean({ description: "True in the answer that says so, and in its event." })),
  details_submitted: Type.Boolean(),
  email: Nullable(Type.String()),
  livemode: Type.Boolean(),
  metadata: Metadata,
  payouts_enabled: Type.Boolean(),
  type: OneOf(...connectedAccountTypes),
});
/** Somebody who is paid through a platform: an account of its own, on whose behalf the platform can call. */
export type ConnectedAccount = Static<typeof ConnectedAccount>;

const profileParam = Params({
  mcc: Type.Optional(Nullable(Text(4))),
  name: Type.Optional(Nullable(Text(200))),
  product_description: Type.Optional(Nullable(Text(1000))),
  support_email: Type.Optional(Nullable(Text(254))),
  support_phone: Type.Optional(Nullable(Text(30))),
  support_url: Type.Optional(Nullable(Text(2048))),
  url: Type.Optional(Nullable(Text(2048))),
});
const changeable = {
  business_profile: Type.Optional(profileParam),
  business_type: Type.Optional(OneOf(...businessTypes)),
  capabilities: Type.Optional(
    Type.Record(Type.String({ pattern: "^[a-z_]{1,50}$" }), Params({ requested: Type.Boolean() }), {
      maxProperties: 50,
      additionalProperties: false,
    }),
  ),
  default_currency: Type.Optional(Currency),
};

export const connectedAccountOperations = {
  "connected_accounts.create": operation({
    id: "connected_accounts.create",
    method: "POST",
    path: "/connect/accounts",
    access: "payments:write",
    summary: "Open a connected account; it is enabled at once.",
    input: Params({
      ...changeable,
      country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$" })),
      email: Type.Optional(Text(254)),
      metadata: Type.Optional(MetadataParam),
      type: Type.Optional(OneOf(...connectedAccountTypes)),
    }),
    output: ConnectedAccount,
    status: 201,
    errors: ["connected_account_nested"],
  }),
  "connected_accounts.list": operation({
    id: "connected_accounts.list",
    method: "GET",
    path: "/connect/accounts",
    access: "payments:read",
    summary: "List connected accounts.",
    input: Params(pageParams),
    output: List(ConnectedAccount),
    errors: [],
  }),
  "connected_accounts.get": operation({
    id: "connected_accounts.get",
    method: "GET",
    path: "/connect/accounts/{id}",
    access: "payments:read",
    summary: "Read a connected account.",
    input: Params({ id: Id("connectedAccount") }),
    output: ConnectedAccount,
    errors: ["resource_missing"],
  }),
  "connected_accounts.update": operation({
    id: "connected_accounts.update",
    method: "POST",
    path: "/connect/accounts/{id}",
    access: "payments:write",
    summary: "Change a connected account.",
    input: Params({
      id: Id("connectedAccount"),
      ...changeable,
      email: Type.Optional(Nullable(Text(254))),
      metadata: Type.Optional(Nullable(MetadataParam)),
    }),
    output: ConnectedAccount,
    errors: ["resource_missing"],
  }),
  "connected_accounts.delete": operation({
    id: "connected_accounts.delete",
    method: "DELETE",
    path: "/connect/accounts/{id}",
    access: "payments:write",
    summary: "Part from a connected account, which has nothing in its balance.",
    input: Params({ id: Id("connectedAccount") }),
    output: ConnectedAccount,
    errors: ["resource_missing", "state_conflict"],
  }),
};
