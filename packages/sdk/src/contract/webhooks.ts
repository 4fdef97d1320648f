import { Type, type Static } from "typebox";

import { Id, Metadata, Nullable, OneOf, Timestamp } from "./schema.ts";

export const EventPattern = Type.String({
  minLength: 1,
  maxLength: 100,
  description: "An event type, `payment.*`, or `*` for all.",
});

/**
 * What an endpoint is sent: the event, the event with its object's id only, a CloudEvent 1.0 (structured JSON), or the event
 * in Stripe's names and shape; then `enabled_events` are Stripe's names too.
 */
export const payloadFormats = ["full", "thin", "cloudevents", "stripe"] as const;
/** What an endpoint is sent. */
export type PayloadFormat = (typeof payloadFormats)[number];

/**
 * How an endpoint's deliveries are signed: Standard Webhooks with a shared secret (`hmac`, `v1`), with a key pair
 * (`ed25519`, `v1a`), or as Stripe does (`stripe`, the header `Stripe-Signature`).
 */
export const signingSchemes = ["hmac", "ed25519", "stripe"] as const;
/** How an endpoint's deliveries are signed. */
export type SigningScheme = (typeof signingSchemes)[number];

const endpointFields = {
  id: Id("webhookEndpoint"),
  object: Type.Literal("webhook_endpoint"),
  url: Type.String(),
  enabled_events: Type.Array(EventPattern),
  connect: Type.Boolean({
    description: "Whether it hears of the connected accounts' events, and not of the account's own.",
  }),
  description: Nullable(Type.String()),
  metadata: Metadata,
  headers: Type.Record(Type.String(), Type.String(), { description: "Sent with each delivery." }),
  api_version: Nullable(
    Type.String({
      description:
        "The version that its events are written in; for Stripe's, null is the one that the sandbox was started with.",
    }),
  ),
  payload: OneOf(...payloadFormats),
  signing: OneOf(...signingSchemes),
  public_key: Nullable(Type.String({ description: "`whpk_…`: verifies `v1a` signatures. Null with a shared secret." })),
  ordered: Type.Boolean({ description: "One delivery at a time, in the order of events; the first blocks the rest." }),
  max_concurrency: Type.Integer({ description: "How many deliveries are under way at once." }),
  rate_limit: Nullable(Type.Integer({ description: "Deliveries per second; null for no limit." })),
  timeout_ms: Type.Integer({ description: "How long an attempt may take in all." }),
  status: OneOf("enabled", "disabled"),
  disabled_reason: Nullable(
    Type.Enum(["manual", "gone", "failing"], {
      description: "By a call, by an answer 410, or after 5 days of failures.",
    }),
  ),
  circuit: Type.Enum(["closed", "open", "half_open"], {
    description:
      "`open` while attempts are put off after many failures in a row; `half_open` when the next one decides.",
  }),
  secret_generation: Type.Integer({ minimum: 1, description: "Counts the secrets; a roll makes the next one." }),
  previous_secret_expires_at: Nullable(Timestamp),
  created: Timestamp,
  livemode: Type.Boolean(),
};
export const WebhookEndpoint = Type.Object(endpointFields);
/** A URL that receives events. */
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;
export const NewWebhookEndpoint = Type.Object({
  ...endpointFields,
  secret: Type.String({ description: "`whsec_…`, or the private key `whsk_…` of an `ed25519` endpoint." }),
});
/** A URL that receives events, with the signing secret, shown once. */
export type NewWebhookEndpoint = Static<typeof NewWebhookEndpoint>;

export const deliveryStatuses = ["pending", "succeeded", "failed"] as const;

export const Delivery = Type.Object({
  id: Id("delivery"),
  object: Type.Literal("webhook_delivery"),
  event: Id("event"),
  event_type: Type.String(),
  endpoint: Id("webhookEndpoint"),
  status: OneOf(...deliveryStatuses),
  payload: OneOf(...payloadFormats),
  attempt_count: Type.Integer({ minimum: 0 }),
  next_attempt_at: Nullable(Timestamp),
  created: Timestamp,
  livemode: Type.Boolean(),
});
/** One event on its way to one endpoint. `failed` makes it a dead letter: every attempt of the schedule was made, or it was abandoned. */
export type Delivery = Static<typeof Delivery>;

/** Why an attempt failed: no connection, no whole answer in time, one that is no HTTP, or one that is not 2xx. */
export const attemptErrors = [
  "connection_refused",
  "connection_reset",
  "dns_failure",
  "tls_failure",
  "timeout",
  "url_not_allowed",
  "protocol_error",
  "redirect",
  "status",
  "unknown",
] as const;
/** Why an attempt failed. */
export type AttemptError = (typeof attemptErrors)[number];

export const Attempt = Type.Object({
  id: Id("attempt"),
  object: Type.Literal("webhook_attempt"),
  event: Id("event"),
  delivery: Nullable(Id("delivery")),
  source: OneOf("endpoint", "listener"),
  url: Type.String(),
  status_code: Nullable(Type.Integer()),
  error: Nullable(OneOf(...attemptErrors)),
  error_message: Nullable(Type.String()),
  latency_ms: Type.Integer({ minimum: 0 }),
  request_headers: Type.Record(Type.String(), Type.String()),
  response_body: Nullable(Type.String({ description: "The first 20 kB." })),
  created: Timestamp,
});
/** One try at a delivery, or at a forward of `micro listen` (then `delivery` is null). */
export type Attempt = Static<typeof Attempt>;
