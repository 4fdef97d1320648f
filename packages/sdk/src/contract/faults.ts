import { Type, type Static } from "typebox";

import type { ErrorCode } from "./errors.ts";
import { operation } from "./operation.ts";
import { Id, Nullable, Params, Text, Timestamp } from "./schema.ts";

/** What a rule does to a request: later, an error in place of the work, no answer or half of one after the work. */
export const requestFaults = ["latency", "error", "reset", "cut_off"] as const;
/** What a rule does to an attempt at a delivery. */
export const deliveryFaults = [
  "duplicate",
  "reorder",
  "delay",
  "drop",
  "corrupt_signature",
  "stale_timestamp",
] as const;
/** What a rule does to a request. */
export type RequestFault = (typeof requestFaults)[number];
/** What a rule does to a delivery. */
export type DeliveryFault = (typeof deliveryFaults)[number];

const fields = {
  effect: Type.Enum([...requestFaults, ...deliveryFaults], {
    description:
      "To requests: `latency` answers later, `error` answers with an error in place of the work, `reset` does the work and breaks the connection, `cut_off` does the work and sends half the answer. To deliveries: `duplicate` sends twice, `reorder` has the next one to the endpoint overtake it (never at an ordered one), `delay` sends later, `drop` loses an attempt on the way, `corrupt_signature` and `stale_timestamp` send what should be refused.",
  }),
  method: Type.Enum(["GET", "POST", "DELETE"], { description: "Only requests of this method." }),
  path: Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: "^/",
    description: "Only paths that fit, such as `/payments/*` (`*` stands for anything).",
  }),
  operation: Text(100),
  event_type: Type.String({
    minLength: 1,
    maxLength: 100,
    description: "Only deliveries of this type, or of `payment.*`.",
  }),
  endpoint: Id("webhookEndpoint"),
  account: Id("account"),
  latency_ms: Type.Integer({ minimum: 1, maximum: 60_000, description: "How much later, in real time." }),
  delay_s: Type.Integer({
    minimum: 1,
    maximum: 604_800,
    description:
      "How much later, in seconds of the sandbox's clock: 1 by default. For `reorder` at the latest, 60 by default.",
  }),
  status: Type.Integer({
    minimum: 400,
    maximum: 599,
    description: "The status of an `error`: by default its code's, or 500.",
  }),
  error_code: Text(100),
  probability: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    description: "How often, by the seed; always by default.",
  }),
  times: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    description: "How many times at most; no limit by default.",
  }),
};

export const Fault = Type.Object({
  id: Id("fault"),
  object: Type.Literal("fault"),
  effect: fields.effect,
  method: Nullable(fields.method),
  path: Nullable(fields.path),
  operation: Nullable(Type.String()),
  event_type: Nullable(fields.event_type),
  endpoint: Nullable(fields.endpoint),
  account: Nullable(Type.String({ description: "Whose requests and deliveries it is for." })),
  latency_ms: Nullable(fields.latency_ms),
  delay_s: Nullable(fields.delay_s),
  status: Nullable(fields.status),
  error_code: Nullable(Type.String()),
  probability: Type.Number(),
  times: Nullable(fields.times),
  fired: Type.Integer({ description: "How many times it has." }),
  created: Timestamp,
});
/** A rule that makes requests or deliveries go wrong. */
export type Fault = Static<typeof Fault>;

const path = "/sandbox/faults";

export const faultOperations = {
  "faults.create": operation({
    id: "faults.create",
    method: "POST",
    path,
    access: "sandbox:write",
    summary: "Make requests or deliveries go wrong, until the rule is deleted or has fired often enough.",
    input: Params({
      effect: fields.effect,
      method: Type.Optional(fields.method),
      path: Type.Optional(fields.path),
      operation: Type.Optional(fields.operation),
      event_type: Type.Optional(fields.event_type),
      endpoint: Type.Optional(fields.endpoint),
      account: Type.Optional(fields.account),
      latency_ms: Type.Optional(fields.latency_ms),
      delay_s: Type.Optional(fields.delay_s),
      status: Type.Optional(fields.status),
      error_code: Type.Optional(fields.error_code),
      probability: Type.Optional(fields.probability),
      times: Type.Optional(fields.times),
    }),
    output: Fault,
    status: 201,
    errors: ["parameter_invalid", "fault_limit", "faults_off", "sandbox_account_required"],
  }),
  "faults.list": operation({
    id: "faults.list",
    method: "GET",
    path,
    access: "sandbox:read",
    summary: "List the rules by which requests and deliveries go wrong, oldest first.",
    input: Params({}),
    output: Type.Object({
      object: Type.Literal("list"),
      url: Type.String(),
      has_more: Type.Boolean(),
      data: Type.Array(Fault),
    }),
    errors: [],
  }),
  "faults.get": operation({
    id: "faults.get",
    method: "GET",
    path: `${path}/{id}`,
    access: "sandbox:read",
    summary: "Read a rule, with how often it has fired.",
    input: Params({ id: Id("fault") }),
    output: Fault,
    errors: ["resource_missing"],
  }),
  "faults.delete": operation({
    id: "faults.delete",
    method: "DELETE",
    path: `${path}/{id}`,
    access: "sandbox:write",
    summary: "Delete a rule.",
    input: Params({ id: Id("fault") }),
    output: Type.Object({ id: Id("fault"), object: Type.Literal("fault"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
  "faults.clear": operation({
    id: "faults.clear",
    method: "DELETE",
    path,
    access: "sandbox:write",
    summary: "Delete every rule.",
    input: Params({}),
    output: Type.Object({ object: Type.Literal("fault"), deleted: Type.Integer() }),
    errors: [],
  }),
};

/** What an `error` is called that has a status and no code of its own. */
export const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  409: "lock_timeout",
  429: "rate_limited",
  503: "provider_unavailable",
};
