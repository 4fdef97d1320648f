import { Type, type Static } from "typebox";

import { operation, roles, scopes } from "./operation.ts";
import { Id, List, MetadataParam, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

/** The two worlds of an account, both simulated. Keys, rows and events of one never touch the other. */
export const modes = ["test", "live"] as const;
/** The two worlds of an account, both simulated. */
export type Mode = (typeof modes)[number];

export const User = Type.Object({
  id: Id("user"),
  object: Type.Literal("user"),
  email: Type.String(),
  email_verified: Type.Boolean(),
  name: Nullable(Type.String()),
  role: OneOf(...roles),
  account: Id("account"),
  settings: Type.Record(Type.String(), Type.String()),
  created: Timestamp,
  created_at: Type.String({ description: "`created` in ISO 8601, UTC." }),
});
/** Somebody who can log in: a member of an account, with a role. */
export type User = Static<typeof User>;

export const Session = Type.Object({
  object: Type.Literal("session"),
  id: Id("session"),
  token: Type.String({ description: "JWT (RS256), valid for `expires_in` seconds." }),
  refresh_token: Type.String({ description: "Single use: POST /auth/refresh answers a new one." }),
  expires_in: Type.Integer({ description: "Seconds." }),
  user: User,
});
/** A login: a short-lived token, and the means to renew it. */
export type Session = Static<typeof Session>;

export const SessionEntry = Type.Object({
  object: Type.Literal("session"),
  id: Id("session"),
  user: Id("user"),
  current: Type.Boolean({ description: "Whether it is the session of this request." }),
  created: Timestamp,
  refreshed_at: Timestamp,
  expires_at: Timestamp,
  revoked_at: Nullable(Timestamp),
});
/** A login as the list of sessions shows it, without its tokens. */
export type SessionEntry = Static<typeof SessionEntry>;

const Email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" });
const Password = Type.String({ minLength: 8, maxLength: 1024 });

const Accepted = Type.Object({ object: Type.Literal("accepted") });

export const DeletedUser = Type.Object({
  id: Id("user"),
  object: Type.Literal("user"),
  deleted: Type.Literal(true),
});
/** What remains of a user who was deleted. */
export type DeletedUser = Static<typeof DeletedUser>;

export const authOperations = {
  "auth.register": operation({
    id: "auth.register",
    method: "POST",
    path: "/auth/register",
    aliases: ["/auth/signup"],
    access: "optional",
    summary: "Register a user: of the caller's account with credentials, of a new account without.",
    input: Params({
      email: Email,
      password: Password,
      name: Type.Optional(Text()),
      role: Type.Optional(OneOf(...roles)),
    }),
    output: User,
    status: 201,
    errors: ["email_taken", "role_insufficient", "scope_missing"],
  }),
  "auth.login": operation({
    id: "auth.login",
    method: "POST",
    path: "/auth/login",
    access: "none",
    summary: "Log in with email and password.",
    input: Params({ email: Text(254), password: Type.String({ maxLength: 1024 }) }),
    output: Session,
    errors: ["login_failed", "email_unverified"],
  }),
  "auth.refresh": operation({
    id: "auth.refresh",
    method: "POST",
    path: "/auth/refresh",
    access: "none",
    summary: "Exchange a refresh token for a new pair of tokens.",
    input: Params({ refresh_token: Text() }),
    output: Session,
    errors: ["refresh_token_invalid"],
  }),
  "auth.logout": operation({
    id: "auth.logout",
    method: "POST",
    path: "/auth/logout",
    access: "session",
    summary: "End the session.",
    input: Params({}),
    output: Type.Object({ object: Type.Literal("session"), id: Id("session"), revoked: Type.Boolean() }),
    errors: [],
  }),
  "auth.me": operation({
    id: "auth.me",
    method: "GET",
    path: "/auth/me",
    access: "session",
    summary: "The user who is logged in.",
    input: Params({}),
    output: User,
    errors: [],
  }),
  "auth.update_me": operation({
    id: "auth.update_me",
    method: "POST",
    path: "/auth/me",
    access: "session",
    summary: "Change one's own name and settings; an empty value unsets its setting.",
    input: Params({ name: Type.Optional(Text()), settings: Type.Optional(MetadataParam) }),
    output: User,
    errors: [],
  }),
  "auth.delete_me": operation({
    id: "auth.delete_me",
    method: "DELETE",
    path: "/auth/me",
    access: "session",
    summary: "Delete oneself: every session ends, and with the last member the account's keys.",
    input: Params({}),
    output: DeletedUser,
    errors: ["last_owner"],
  }),
  "auth.change_password": operation({
    id: "auth.change_password",
    method: "POST",
    path: "/auth/change-password",
    access: "session",
    summary: "Change one's password; all other sessions end.",
    input: Params({ current_password: Type.String({ maxLength: 1024 }), password: Password }),
    output: User,
    errors: ["login_failed"],
  }),
  "auth.forgot_password": operation({
    id: "auth.forgot_password",
    method: "POST",
    path: "/auth/forgot-password",
    access: "none",
    summary: "Ask for a mail with a link to set a new password; the answer tells nothing about the address.",
    input: Params({ email: Text(254) }),
    output: Accepted,
    status: 202,
    errors: [],
  }),
  "auth.reset_password": operation({
    id: "auth.reset_password",
    method: "POST",
    path: "/auth/reset-password",
    access: "none",
    summary: "Set a new password with the token of a mail: once, within the hour; every session ends.",
    input: Params({ token: Text(), password: Password }),
    output: User,
    errors: ["mail_token_invalid"],
  }),
  "auth.request_verification": operation({
    id: "auth.request_verification",
    method: "POST",
    path: "/auth/verify-email/request",
    access: "session",
    summary: "Ask for a mail with a link that proves one's address.",
    input: Params({}),
    output: Accepted,
    status: 202,
    errors: [],
  }),
  "auth.verify_email": operation({
    id: "auth.verify_email",
    method: "POST",
    path: "/auth/verify-email",
    access: "none",
    summary: "Prove an address with the token of a mail.",
    input: Params({ token: Text() }),
    output: User,
    errors: ["mail_token_invalid"],
  }),
  "sessions.list": operation({
    id: "sessions.list",
    method: "GET",
    path: "/auth/sessions",
    access: "session",
    summary: "List one's own sessions, ended ones included.",
    input: Params({ ...pageParams }),
    output: List(SessionEntry),
    errors: [],
  }),
  "sessions.revoke": operation({
    id: "sessions.revoke",
    method: "DELETE",
    path: "/auth/sessions/{id}",
    access: "session",
    summary: "End one of one's own sessions; its tokens stop working at once.",
    input: Params({ id: Id("session") }),
    output: SessionEntry,
    errors: ["resource_missing"],
  }),
  "auth.jwks": operation({
    id: "auth.jwks",
    method: "GET",
    path: "/.well-known/jwks.json",
    access: "none",
    summary: "The public keys that verify session tokens (RFC 7517).",
    input: Params({}),
    output: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
    errors: [],
  }),
  "auth.whoami": operation({
    id: "auth.whoami",
    method: "GET",
    path: "/auth/whoami",
    access: "any",
    summary: "What the credentials in use stand for.",
    input: Params({}),
    output: Type.Object({
      object: Type.Literal("principal"),
      account: Id("account"),
      email: Type.String(),
      role: Nullable(OneOf(...roles)),
      environment: Nullable(OneOf(...modes)),
      credential: Type.String({ description: "The id of the API key or the session." }),
      truncated_key: Nullable(Type.String()),
      publishable_key: Nullable(Type.String({ description: "What payers' pages use; null for a session." })),
      scopes: Nullable(Type.Array(OneOf(...scopes))),
      livemode: Type.Boolean(),
    }),
    errors: [],
  }),
};
