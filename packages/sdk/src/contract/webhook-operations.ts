import { Type } from "typebox";

import { apiVersion, stripeVersionForm } from "./api-version.ts";
import { operation } from "./operation.ts";
import { ClearableText, Id, List, MetadataParam, Nullable, OneOf, pageParams, Params } from "./schema.ts";
import {
  Attempt,
  attemptErrors,
  Delivery,
  deliveryStatuses,
  EventPattern,
  NewWebhookEndpoint,
  payloadFormats,
  signingSchemes,
  WebhookEndpoint,
} from "./webhooks.ts";

const enabledEvents = Type.Array(EventPattern, { minItems: 1, maxItems: 100 });
const url = Type.String({ minLength: 1, maxLength: 2048, description: "http or https, without credentials." });

/** What may be told of an endpoint, at its creation and later. */
const endpointOptions = {
  enabled_events: Type.Optional(enabledEvents),
  description: Type.Optional(ClearableText()),
  metadata: Type.Optional(MetadataParam),
  headers: Type.Optional(
    Type.Record(Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$" }), Type.String({ maxLength: 1000 }), {
      maxProperties: 20,
      additionalProperties: false,
      description: "Sent with each delivery; those that belong to the delivery itself are refused.",
    }),
  ),
  api_version: Type.Optional(
    Type.String({
      pattern: stripeVersionForm,
      description: `${apiVersion}; with the payload \`stripe\`, one of Stripe's versions, such as 2024-06-20.`,
    }),
  ),
  payload: Type.Optional(OneOf(...payloadFormats)),
  signing: Type.Optional(OneOf(...signingSchemes)),
  ordered: Type.Optional(Type.Boolean()),
  max_concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 64, description: "32 by default." })),
  rate_limit: Type.Optional(
    Nullable(Type.Integer({ minimum: 1, maximum: 1000, description: "Deliveries per second; null for no limit." })),
  ),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 30_000, description: "15,000 by default." })),
};

export const Redrive = Type.Object({
  object: Type.Literal("redrive"),
  count: Type.Integer({ minimum: 0, description: "Deliveries that begin their schedule anew." }),
});

export const webhookOperations = {
  "webhook_endpoints.create": operation({
    id: "webhook_endpoints.create",
    method: "POST",
    path: "/webhooks/endpoints",
    access: "webhooks:write",
    summary: "Create an endpoint; its signing secret is shown once.",
    input: Params({
      url,
      ...endpointOptions,
      connect: Type.Optional(
        Type.Boolean({ description: "Hear of the connected accounts' events, each of which says its `account`." }),
      ),
    }),
    output: NewWebhookEndpoint,
    status: 201,
    errors: ["url_not_allowed", "webhook_endpoint_limit"],
  }),
  "webhook_endpoints.list": operation({
    id: "webhook_endpoints.list",
    method: "GET",
    path: "/webhooks/endpoints",
    access: "webhooks:read",
    summary: "List endpoints.",
    input: Params({
      ...pageParams,
      payload: Type.Optional(OneOf(...payloadFormats)),
      status: Type.Optional(OneOf("enabled", "disabled")),
    }),
    output: List(WebhookEndpoint),
    errors: [],
  }),
  "webhook_endpoints.get": operation({
    id: "webhook_endpoints.get",
    method: "GET",
    path: "/webhooks/endpoints/{id}",
    access: "webhooks:read",
    summary: "Read an endpoint.",
    input: Params({ id: Id("webhookEndpoint") }),
    output: WebhookEndpoint,
    errors: ["resource_missing"],
  }),
  "webhook_endpoints.update": operation({
    id: "webhook_endpoints.update",
    method: "POST",
    path: "/webhooks/endpoints/{id}",
    access: "webhooks:write",
    summary: "Change an endpoint, or enable or disable it.",
    input: Params({
      id: Id("webhookEndpoint"),
      url: Type.Optional(url),
      ...endpointOptions,
      metadata: Type.Optional(Nullable(MetadataParam)),
      status: Type.Optional(OneOf("enabled", "disabled")),
    }),
    output: WebhookEndpoint,
    errors: ["resource_missing", "url_not_allowed"],
  }),
  "webhook_endpoints.roll_secret": operation({
    id: "webhook_endpoints.roll_secret",
    method: "POST",
    path: "/webhooks/endpoints/{id}/roll_secret",
    access: "webhooks:write",
    summary: "Make the next signing secret, shown once; the one before signs too for 24 hours.",
    input: Params({
      id: Id("webhookEndpoint"),
      overlap_s: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 604_800, description: "How long both sign: 86,400 seconds by default." }),
      ),
    }),
    output: NewWebhookEndpoint,
    errors: ["resource_missing"],
  }),
  "webhook_endpoints.delete": operation({
    id: "webhook_endpoints.delete",
    method: "DELETE",
    path: "/webhooks/endpoints/{id}",
    access: "webhooks:write",
    summary: "Delete an endpoint; what was still to be delivered to it is dropped.",
    input: Params({ id: Id("webhookEndpoint") }),
    output: Type.Object({
      id: Id("webhookEndpoint"),
      object: Type.Literal("webhook_endpoint"),
      deleted: Type.Literal(true),
    }),
    errors: ["resource_missing"],
  }),
  "webhook_deliveries.list": operation({
    id: "webhook_deliveries.list",
    method: "GET",
    path: "/webhooks/deliveries",
    access: "webhooks:read",
    summary: "List deliveries.",
    input: Params({
      ...pageParams,
      endpoint: Type.Optional(Id("webhookEndpoint")),
      event: Type.Optional(Id("event")),
      status: Type.Optional(OneOf(...deliveryStatuses)),
    }),
    output: List(Delivery),
    errors: [],
  }),
  "webhook_deliveries.get": operation({
    id: "webhook_deliveries.get",
    method: "GET",
    path: "/webhooks/deliveries/{id}",
    access: "webhooks:read",
    summary: "Read a delivery.",
    input: Params({ id: Id("delivery") }),
    output: Delivery,
    errors: ["resource_missing"],
  }),
  "webhook_deliveries.retry": operation({
    id: "webhook_deliveries.retry",
    method: "POST",
    path: "/webhooks/deliveries/{id}/retry",
    access: "webhooks:write",
    summary: "Attempt a delivery again now.",
    input: Params({ id: Id("delivery") }),
    output: Delivery,
    errors: ["resource_missing", "state_conflict", "event_gone"],
  }),
  "webhook_deliveries.abandon": operation({
    id: "webhook_deliveries.abandon",
    method: "POST",
    path: "/webhooks/deliveries/{id}/abandon",
    access: "webhooks:write",
    summary: "Give a pending delivery up: it becomes a dead letter.",
    input: Params({ id: Id("delivery") }),
    output: Delivery,
    errors: ["resource_missing", "state_conflict"],
  }),
  "webhook_dead_letters.list": operation({
    id: "webhook_dead_letters.list",
    method: "GET",
    path: "/webhooks/dead_letters",
    access: "webhooks:read",
    summary: "List the deliveries that were given up.",
    input: Params({
      ...pageParams,
      endpoint: Type.Optional(Id("webhookEndpoint")),
      event: Type.Optional(Id("event")),
    }),
    output: List(Delivery),
    errors: [],
  }),
  "webhook_dead_letters.redrive": operation({
    id: "webhook_dead_letters.redrive",
    method: "POST",
    path: "/webhooks/dead_letters/{id}/redrive",
    access: "webhooks:write",
    summary: "Begin the schedule of a dead letter anew.",
    input: Params({ id: Id("delivery") }),
    output: Delivery,
    errors: ["resource_missing", "state_conflict", "event_gone"],
  }),
  "webhook_dead_letters.redrive_all": operation({
    id: "webhook_dead_letters.redrive_all",
    method: "POST",
    path: "/webhooks/dead_letters/redrive",
    access: "webhooks:write",
    summary: "Begin the schedule of all dead letters anew, oldest first, or of those of one endpoint.",
    input: Params({ endpoint: Type.Optional(Id("webhookEndpoint")) }),
    output: Redrive,
    errors: ["resource_missing", "state_conflict"],
  }),
  "webhook_attempts.create": operation({
    id: "webhook_attempts.create",
    method: "POST",
    path: "/webhooks/attempts",
    access: "webhooks:write",
    summary: "Report what became of an event that a listener forwarded.",
    input: Params({
      event: Id("event"),
      url: Type.String({ minLength: 1, maxLength: 2048 }),
      status_code: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
      error: Type.Optional(OneOf(...attemptErrors)),
      error_message: Type.Optional(Type.String({ maxLength: 1000 })),
      latency_ms: Type.Integer({ minimum: 0 }),
      request_headers: Type.Optional(Type.Record(Type.String(), Type.String())),
      response_body: Type.Optional(Type.String({ maxLength: 20_480 })),
    }),
    output: Attempt,
    status: 201,
    errors: ["resource_missing"],
  }),
  "webhook_attempts.list": operation({
    id: "webhook_attempts.list",
    method: "GET",
    path: "/webhooks/attempts",
    access: "webhooks:read",
    summary: "List attempts: what was sent, and what came back.",
    input: Params({
      ...pageParams,
      event: Type.Optional(Id("event")),
      delivery: Type.Optional(Id("delivery")),
    }),
    output: List(Attempt),
    errors: [],
  }),
  "webhook_attempts.get": operation({
    id: "webhook_attempts.get",
    method: "GET",
    path: "/webhooks/attempts/{id}",
    access: "webhooks:read",
    summary: "Read an attempt.",
    input: Params({ id: Id("attempt") }),
    output: Attempt,
    errors: ["resource_missing"],
  }),
};
