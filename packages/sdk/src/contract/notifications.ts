import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Id, List, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

export const notificationChannels = ["email", "sms", "web"] as const;
export const notificationStatuses = ["pending", "sent", "failed"] as const;
/** The texts that notifications are made of; `plain` is the caller's own. */
export const notificationTemplates = [
  "plain",
  "password_reset",
  "email_verification",
  "one_time_code",
  "receipt",
  "invoice",
  "invoice_reminder",
  "invoice_overdue",
] as const;
/** The texts that notifications are made of. */
export type NotificationTemplate = (typeof notificationTemplates)[number];

const notificationFields = {
  id: Id("notification"),
  channel: OneOf(...notificationChannels),
  template: OneOf(...notificationTemplates),
  to: Type.String(),
  subject: Nullable(Type.String()),
  status: OneOf(...notificationStatuses),
  attempt_count: Type.Integer({ minimum: 0 }),
  error: Nullable(Type.String()),
  created: Timestamp,
  sent_at: Nullable(Timestamp),
  livemode: Type.Boolean(),
};

export const Notification = Type.Object({ ...notificationFields, object: Type.Literal("notification") });
/** A message to somebody by email, SMS or the web, without its text. Nothing ever leaves the machine. */
export type Notification = Static<typeof Notification>;

export const InboxMessage = Type.Object({
  ...notificationFields,
  object: Type.Literal("inbox_message"),
  text: Type.String(),
  links: Type.Array(
    Type.Object({ url: Type.String(), token: Nullable(Type.String({ description: "The link's `token` parameter." })) }),
  ),
  codes: Type.Array(Type.String({ description: "A row of four to eight digits in the text." })),
});
/** A notification as its receiver sees it, with what a test wants of it. */
export type InboxMessage = Static<typeof InboxMessage>;

const inboxFilters = {
  to: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
  channel: Type.Optional(OneOf(...notificationChannels)),
  template: Type.Optional(OneOf(...notificationTemplates)),
};

export const notificationOperations = {
  "notifications.create": operation({
    id: "notifications.create",
    method: "POST",
    path: "/notifications",
    access: "notifications:write",
    summary: "Send a message: by a template with its data, or with a subject and a text of one's own.",
    input: Params({
      channel: OneOf(...notificationChannels),
      to: Type.String({
        minLength: 1,
        maxLength: 254,
        description: "An email address, a phone number, or a user's id.",
      }),
      template: Type.Optional(OneOf("plain", "one_time_code", "receipt")),
      subject: Type.Optional(Text(200)),
      text: Type.Optional(Text(10_000)),
      data: Type.Optional(
        Type.Record(Type.String({ pattern: "^[a-z_]{1,40}$" }), Type.String({ maxLength: 500 }), {
          maxProperties: 20,
          additionalProperties: false,
        }),
      ),
    }),
    output: Notification,
    status: 201,
    errors: ["parameter_missing", "parameter_invalid"],
  }),
  "notifications.list": operation({
    id: "notifications.list",
    method: "GET",
    path: "/notifications",
    access: "notifications:read",
    summary: "List notifications.",
    input: Params({ ...pageParams, ...inboxFilters, status: Type.Optional(OneOf(...notificationStatuses)) }),
    output: List(Notification),
    errors: [],
  }),
  "notifications.get": operation({
    id: "notifications.get",
    method: "GET",
    path: "/notifications/{id}",
    access: "notifications:read",
    summary: "Read a notification.",
    input: Params({ id: Id("notification") }),
    output: Notification,
    errors: ["resource_missing"],
  }),
};

export const inboxOperations = {
  "inbox.list": operation({
    id: "inbox.list",
    method: "GET",
    path: "/sandbox/inbox",
    access: "sandbox:read",
    summary: "List the messages that were sent, with their links and codes.",
    input: Params({ ...pageParams, ...inboxFilters }),
    output: List(InboxMessage),
    errors: [],
  }),
  "inbox.wait": operation({
    id: "inbox.wait",
    method: "GET",
    path: "/sandbox/inbox/wait",
    access: "sandbox:read",
    summary: "Wait for a message: the oldest one that fits, at once if it is there.",
    input: Params({
      ...inboxFilters,
      after: Type.Optional(Type.String({ maxLength: 64, description: "The id of a message: only newer ones count." })),
      timeout_s: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, description: "10 by default." })),
    }),
    output: Type.Object({ object: Type.Literal("inbox_wait"), message: Nullable(InboxMessage) }),
    errors: ["resource_missing"],
  }),
  "inbox.get": operation({
    id: "inbox.get",
    method: "GET",
    path: "/sandbox/inbox/{id}",
    access: "sandbox:read",
    summary: "Read a message.",
    input: Params({ id: Id("notification") }),
    output: InboxMessage,
    errors: ["resource_missing"],
  }),
  "inbox.delete": operation({
    id: "inbox.delete",
    method: "DELETE",
    path: "/sandbox/inbox/{id}",
    access: "sandbox:write",
    summary: "Delete a message.",
    input: Params({ id: Id("notification") }),
    output: Type.Object({
      id: Id("notification"),
      object: Type.Literal("inbox_message"),
      deleted: Type.Literal(true),
    }),
    errors: ["resource_missing"],
  }),
  "inbox.clear": operation({
    id: "inbox.clear",
    method: "DELETE",
    path: "/sandbox/inbox",
    access: "sandbox:write",
    summary: "Delete every message.",
    input: Params({}),
    output: Type.Object({ object: Type.Literal("inbox"), deleted: Type.Integer({ minimum: 0 }) }),
    errors: [],
  }),
};
