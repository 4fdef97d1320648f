import { Type, type Static, type TSchema } from "typebox";

import { ApiKey } from "./api-keys.ts";
import { User } from "./auth.ts";
import { billingEvents } from "./billing-events.ts";
import { connectEvents } from "./connect-events.ts";
import { paymentEvents } from "./payment-events.ts";
import { testClockEvents } from "./test-clock-events.ts";
import { LedgerTransaction } from "./ledger.ts";
import { Notification } from "./notifications.ts";
import { operation } from "./operation.ts";
import { matchesEventPattern } from "./matches-event-pattern.ts";
import { Id, List, Nullable, pageParams, Params, Timestamp } from "./schema.ts";
import { create as createIntent } from "./payment-triggers.ts";
import type { TriggerStep } from "./trigger.ts";
import { portalEvents } from "./portal-events.ts";
import { usageEvents } from "./usage-events.ts";
import { Delivery, WebhookEndpoint } from "./webhooks.ts";

interface EventEntry {
  /** What `data.object` is. */
  object: TSchema;
  /** What happened, in one line. */
  meaning: string;
  /** The ordinary calls by which `micro trigger` brings it about. */
  trigger: readonly TriggerStep[];
}

const register: TriggerStep = {
  name: "user",
  operation: "auth.register",
  input: { email: "${unique}@example.test", password: "${unique}" },
};
const login: TriggerStep = {
  name: "session",
  operation: "auth.login",
  input: { email: "${user.email}", password: "${input.user.password}" },
};
const createKey: TriggerStep = {
  name: "api_key",
  operation: "api_keys.create",
  input: { environment: "test", name: "Created by micro trigger" },
  credential: "${session.token}",
};
const ledgerAccount = (name: string, type: string): TriggerStep => ({
  name,
  operation: "ledger_accounts.create",
  input: { name: `micro trigger: ${name} \${unique}`, type, currency: "usd" },
});
const ledgerAccounts = [ledgerAccount("cash", "asset"), ledgerAccount("income", "revenue")];
const ledgerTransaction = (input: Record<string, unknown> = {}): TriggerStep => ({
  name: "transaction",
  operation: "ledger_transactions.create",
  input: {
    reference_id: "${unique}",
    description: "Created by micro trigger",
    entries: [
      { account_id: "${cash.id}", amount: 2000, direction: "debit" },
      { account_id: "${income.id}", amount: 2000, direction: "credit" },
    ],
    ...input,
  },
});
const ledgerVerb = (name: string, verb: string): TriggerStep => ({
  name,
  operation: `ledger_transactions.${verb}`,
  input: { id: "${transaction.id}" },
});

/** Every event type: what its object is, what it means, and how to bring it about. */
export const eventCatalogue = {
  ...paymentEvents,
  ...billingEvents,
  ...testClockEvents,
  ...usageEvents,
  ...portalEvents,
  ...connectEvents,
  "user.registered": {
    object: User,
    meaning: "A user registered.",
    trigger: [register],
  },
  "password.reset": {
    object: User,
    meaning: "A user set a new password by the link of a mail. Every session ended.",
    trigger: [
      register,
      { name: "request", operation: "auth.forgot_password", input: { email: "${user.email}" } },
      { name: "mail", operation: "inbox.wait", input: { to: "${user.email}", template: "password_reset" } },
      {
        name: "reset",
        operation: "auth.reset_password",
        input: { token: "${mail.message.links.0.token}", password: "${unique}" },
      },
    ],
  },
  "notification.sent": {
    object: Notification,
    meaning: "A notification was sent: it is in the captured inbox.",
    trigger: [
      {
        name: "notification",
        operation: "notifications.create",
        input: { channel: "email", to: "${unique}@example.test", subject: "Hello", text: "Sent by micro trigger" },
      },
    ],
  },
  "api_key.created": { object: ApiKey, meaning: "An API key was created.", trigger: [register, login, createKey] },
  "api_key.revoked": {
    object: ApiKey,
    meaning: "An API key was revoked.",
    trigger: [
      register,
      login,
      createKey,
      {
        name: "revocation",
        operation: "api_keys.revoke",
        input: { id: "${api_key.id}" },
        credential: "${session.token}",
      },
    ],
  },
  "transaction.recorded": {
    object: LedgerTransaction,
    meaning: "A transaction was recorded in the ledger, or its amounts were held.",
    trigger: [...ledgerAccounts, ledgerTransaction()],
  },
  "transaction.posted": {
    object: LedgerTransaction,
    meaning: "A pending transaction was posted, in full or in part.",
    trigger: [...ledgerAccounts, ledgerTransaction({ pending: true }), ledgerVerb("posting", "post")],
  },
  "transaction.voided": {
    object: LedgerTransaction,
    meaning: "A pending transaction was voided; what it held is released.",
    trigger: [...ledgerAccounts, ledgerTransaction({ pending: true }), ledgerVerb("voiding", "void")],
  },
  "transaction.reversed": {
    object: LedgerTransaction,
    meaning: "A transaction was reversed by another.",
    trigger: [...ledgerAccounts, ledgerTransaction(), ledgerVerb("reversal", "reverse")],
  },
  "transaction.expired": {
    object: LedgerTransaction,
    meaning: "A pending transaction came to its end; what it held is released.",
    trigger: [
      ...ledgerAccounts,
      ledgerTransaction({ pending: true, expires_in_s: 1 }),
      { name: "clock", operation: "clock.advance", input: { seconds: 1 } },
    ],
  },
  "webhook.endpoint.disabled": {
    object: WebhookEndpoint,
    meaning: "An endpoint was disabled and receives nothing more.",
    trigger: [
      {
        name: "endpoint",
        operation: "webhook_endpoints.create",
        input: { url: "http://127.0.0.1:9/webhook", enabled_events: ["api_key.revoked"] },
      },
      { name: "update", operation: "webhook_endpoints.update", input: { id: "${endpoint.id}", status: "disabled" } },
    ],
  },
  "webhook.delivery.exhausted": {
    object: Delivery,
    meaning: "A delivery was given up and is a dead letter: every attempt of its schedule failed, or it was abandoned.",
    trigger: [
      {
        name: "endpoint",
        operation: "webhook_endpoints.create",
        input: { url: "http://127.0.0.1:9/webhook", enabled_events: ["api_key.revoked"] },
      },
      createIntent(),
      { name: "events", operation: "events.list", input: { object_id: "${payment_intent.id}", limit: 1 } },
      {
        name: "replay",
        operation: "events.resend",
        input: { id: "${events.data.0.id}", endpoint: "${endpoint.id}" },
      },
      { name: "abandonment", operation: "webhook_deliveries.abandon", input: { id: "${replay.deliveries.0}" } },
    ],
  },
} as const satisfies Record<string, EventEntry>;

/** A type of the catalogue. */
export type EventType = keyof typeof eventCatalogue;
/** What `data.object` is for an event type. */
export type EventObject<T extends EventType = EventType> = EventObjects[T];
// By name, so that the compiler works out those that are asked for, and not all of them for each.
type EventObjects = { [T in EventType]: Static<(typeof eventCatalogue)[T]["object"]> };

/** All event types, in the order of the catalogue. */
export const eventTypes = Object.keys(eventCatalogue) as EventType[];

export const Event = Type.Object({
  id: Id("event"),
  object: Type.Literal("event"),
  type: Type.Enum(eventTypes),
  created: Timestamp,
  seq: Type.Integer({ minimum: 1, description: "Rises by one per account and mode, in commit order." }),
  account: Id("account"),
  livemode: Type.Boolean(),
  api_version: Type.String(),
  request: Type.Object({ id: Nullable(Id("request")), idempotency_key: Nullable(Type.String()) }),
  data: Type.Object({
    object: Type.Record(Type.String(), Type.Unknown()),
    previous_attributes: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          "Of an update: what stood in the fields that have changed since an event last told of the object. Of an object only the fields of it that have changed, of an array all of it, null where nothing stood. Empty where that event is no longer kept.",
      }),
    ),
  }),
  pending_webhooks: Type.Integer({
    minimum: 0,
    description: "Endpoints that were to receive it when it was recorded.",
  }),
});
/** Something that happened, with the object as it stood then. */
export interface Event<T extends EventType = EventType> extends Omit<Static<typeof Event>, "type" | "data"> {
  type: T;
  data: { object: EventObject<T>; previous_attributes?: Record<string, unknown> };
}

export const eventOperations = {
  "events.list": operation({
    id: "events.list",
    method: "GET",
    path: "/events",
    access: "events:read",
    summary: "List events.",
    input: Params({
      ...pageParams,
      type: Type.Optional(Type.String({ maxLength: 100, description: "A type, or a pattern such as `payment.*`." })),
      types: Type.Optional(
        Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 500, description: "One of these types." }),
      ),
      object_id: Type.Optional(Type.String({ maxLength: 64, description: "The id of the event's object." })),
    }),
    output: List(Event),
    errors: [],
  }),
  "events.get": operation({
    id: "events.get",
    method: "GET",
    path: "/events/{id}",
    access: "events:read",
    summary: "Read an event.",
    input: Params({ id: Id("event") }),
    output: Event,
    errors: ["resource_missing", "event_gone"],
  }),
};

/** Whether there is an event type that fits a pattern: whoever waits for a misspelt one would wait in silence. */
export function isEventPattern(pattern: string): boolean {
  return eventTypes.some((type) => matchesEventPattern(type, pattern));
}
