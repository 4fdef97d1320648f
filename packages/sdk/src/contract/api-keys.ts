import { Type, type Static } from "typebox";

import { modes } from "./auth.ts";
import { operation, scopes } from "./operation.ts";
import { Id, List, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

const apiKeyFields = {
  id: Id("apiKey"),
  object: Type.Literal("api_key"),
  name: Nullable(Type.String()),
  environment: OneOf(...modes),
  truncated_key: Type.String({ description: "The prefix and the last four characters." }),
  scopes: Nullable(Type.Array(OneOf(...scopes))),
  created: Timestamp,
  expires_at: Nullable(Timestamp),
  revoked_at: Nullable(Timestamp),
  last_used_at: Nullable(Timestamp),
  rolled_to: Nullable(Id("apiKey")),
};
export const ApiKey = Type.Object(apiKeyFields);
/** A server's credential, without the secret. `rolled_to` names the key that takes its place. */
export type ApiKey = Static<typeof ApiKey>;
export const NewApiKey = Type.Object({ ...apiKeyFields, key: Type.String() });
/** A server's credential with the secret, shown once. */
export type NewApiKey = Static<typeof NewApiKey>;

export const apiKeyOperations = {
  "api_keys.create": operation({
    id: "api_keys.create",
    method: "POST",
    path: "/auth/api_keys",
    access: "auth:write",
    summary:
      "Create an API key; its secret is shown once. A key creates keys of its own mode, with no more scopes than it has.",
    input: Params({
      environment: OneOf(...modes),
      name: Type.Optional(Text(100)),
      scopes: Type.Optional(Type.Array(OneOf(...scopes), { minItems: 1, maxItems: scopes.length })),
      expires_at: Type.Optional(Timestamp),
    }),
    output: NewApiKey,
    status: 201,
    errors: ["parameter_invalid", "mode_forbidden", "scope_missing"],
  }),
  "api_keys.list": operation({
    id: "api_keys.list",
    method: "GET",
    path: "/auth/api_keys",
    access: "auth:read",
    summary: "List the account's API keys, revoked ones included; a key sees those of its own mode.",
    input: Params({ ...pageParams, environment: Type.Optional(OneOf(...modes)) }),
    output: List(ApiKey),
    errors: [],
  }),
  "api_keys.revoke": operation({
    id: "api_keys.revoke",
    method: "DELETE",
    path: "/auth/api_keys/{id}",
    access: "auth:write",
    summary: "Revoke an API key; it stops working at once.",
    input: Params({ id: Id("apiKey") }),
    output: ApiKey,
    errors: ["resource_missing", "scope_missing"],
  }),
  "api_keys.roll": operation({
    id: "api_keys.roll",
    method: "POST",
    path: "/auth/api_keys/{id}/roll",
    access: "auth:write",
    summary: "Replace an API key by a new one that may do the same; the old one works a while longer.",
    input: Params({
      id: Id("apiKey"),
      overlap_s: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 604_800,
          description: "Seconds that the old key lives on; a day by default.",
        }),
      ),
    }),
    output: NewApiKey,
    status: 201,
    errors: ["resource_missing", "state_conflict", "scope_missing"],
  }),
};
