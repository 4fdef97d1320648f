import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Id, List, Nullable, OneOf, pageParams, Params, Timestamp } from "./schema.ts";

/** What the audit log tells of. */
export const auditActions = [
  "user.registered",
  "user.updated",
  "user.deleted",
  "user.email_verified",
  "member.role_changed",
  "session.created",
  "session.revoked",
  "session.reuse_detected",
  "login.failed",
  "password.changed",
  "password.reset_requested",
  "password.reset",
  "api_key.created",
  "api_key.rolled",
  "api_key.revoked",
  "device.approved",
  "device.denied",
  "device.locked_out",
  "page_session.opened",
  "signing_key.rotated",
] as const;
/** What the audit log tells of. */
export type AuditAction = (typeof auditActions)[number];

export const AuditEntry = Type.Object({
  id: Id("audit"),
  object: Type.Literal("audit_entry"),
  action: OneOf(...auditActions),
  actor: Nullable(Type.String({ description: "The user or the API key that did it; null when nobody was logged in." })),
  target: Nullable(Type.String({ description: "The id of what it was done to." })),
  ip: Nullable(Type.String()),
  request: Nullable(Id("request")),
  details: Type.Record(Type.String(), Type.String()),
  created: Timestamp,
});
/** One thing that happened to the security of an account. It never holds a secret, and never changes. */
export type AuditEntry = Static<typeof AuditEntry>;

export const auditOperations = {
  "audit_log.list": operation({
    id: "audit_log.list",
    method: "GET",
    path: "/auth/audit_log",
    access: "auth:read",
    summary: "List what happened to the security of the account.",
    input: Params({
      ...pageParams,
      action: Type.Optional(OneOf(...auditActions)),
      actor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      target: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      ip: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
    output: List(AuditEntry),
    errors: [],
  }),
};
