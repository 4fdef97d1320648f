import { Type, type Static } from "typebox";

import { bankAccountParams } from "./bank-accounts.ts";
import { operation } from "./operation.ts";
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
  requirements: Type.Object({
    currently_due: Type.Array(Type.String()),
    disabled_reason: Nullable(Type.String()),
  }),
  type: OneOf(...connectedAccountTypes),
});
/** Somebody who is paid through a platform: an account of its own, on whose behalf the platform can call. */
export type ConnectedAccount = Static<typeof ConnectedAccount>;

export const Capability = Type.Object({
  id: Type.String(),
  object: Type.Literal("capability"),
  account: Id("connectedAccount"),
  requested: Type.Boolean(),
  requirements: ConnectedAccount.properties.requirements,
  status: OneOf("active", "inactive", "unrequested"),
});
/** Something that a connected account can do, once its holder is known: `card_payments`, `transfers`. */
export type Capability = Static<typeof Capability>;

const CapabilityName = Type.String({ pattern: "^[a-z_]{1,50}$", examples: ["transfers"] });

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
    summary: "Open a connected account; it is enabled at once, unless its holder is to be identified first.",
    input: Params({
      ...changeable,
      country: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$" })),
      email: Type.Optional(Text(254)),
      external_account: Type.Optional(Params(bankAccountParams)),
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
      onboarded: Type.Optional(
        Type.Boolean({
          description: "`false` when its holder is yet to be identified, on the page of an account link.",
        }),
      ),
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
    input: Params({ ...pageParams, ...expandParam }),
    output: List(ConnectedAccount),
    errors: [],
  }),
  "connected_accounts.current": operation({
    id: "connected_accounts.current",
    method: "GET",
    path: "/connect/account",
    access: "payments:read",
    summary: "Read the account that the call is made for: the caller's own, or the connected one.",
    input: Params({}),
    output: ConnectedAccount,
    errors: [],
  }),
  "connected_accounts.get": operation({
    id: "connected_accounts.get",
    method: "GET",
    path: "/connect/accounts/{id}",
    access: "payments:read",
    summary: "Read a connected account.",
    input: Params({ id: Id("connectedAccount"), ...expandParam }),
    output: ConnectedAccount,
    errors: ["resource_missing"],
  }),
  "capabilities.list": operation({
    id: "capabilities.list",
    method: "GET",
    path: "/connect/accounts/{id}/capabilities",
    access: "payments:read",
    summary: "List what a connected account asked to be able to do.",
    input: Params({ id: Id("connectedAccount") }),
    output: List(Capability),
    errors: ["resource_missing"],
  }),
  "capabilities.get": operation({
    id: "capabilities.get",
    method: "GET",
    path: "/connect/accounts/{id}/capability",
    access: "payments:read",
    summary: "Read one capability of a connected account.",
    input: Params({ id: Id("connectedAccount"), capability: CapabilityName }),
    output: Capability,
    errors: ["resource_missing"],
  }),
  "capabilities.update": operation({
    id: "capabilities.update",
    method: "POST",
    path: "/connect/accounts/{id}/capability",
    access: "payments:write",
    summary: "Ask for a capability of a connected account, or do without it.",
    input: Params({ id: Id("connectedAccount"), capability: CapabilityName, requested: Type.Boolean() }),
    output: Capability,
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
      ...expandParam,
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
