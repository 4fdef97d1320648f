import { Type, type Static, type TObject, type TSchema } from "typebox";

import type { ErrorCode } from "./errors.ts";

/** What an API key may do. `read` covers GET, `write` covers everything else; an unrestricted key has all. */
export const scopes = [
  "auth:read",
  "auth:write",
  "members:read",
  "members:write",
  "payments:read",
  "payments:write",
  "ledger:read",
  "ledger:write",
  "events:read",
  "webhooks:read",
  "webhooks:write",
  "notifications:read",
  "notifications:write",
  "sandbox:read",
  "sandbox:write",
] as const;
/** What an API key may do. */
export type Scope = (typeof scopes)[number];

/** What a member of an account may do in a session: everything, all but manage members, or look. */
export const roles = ["owner", "developer", "viewer"] as const;
/** What a member of an account may do in a session. */
export type Role = (typeof roles)[number];

/** The scopes that a session holds by its user's role: about the account itself. All else takes an API key. */
export const roleScopes = {
  owner: ["auth:read", "auth:write", "members:read", "members:write"],
  developer: ["auth:read", "auth:write", "members:read"],
  viewer: ["auth:read", "members:read"],
} as const satisfies Record<Role, readonly Scope[]>;

/**
 * Who may call: anyone, without credentials (`none`) or with or without them (`optional`), a user's session by its token
 * (`session`), whoever has a scope (an API key, or for what is about the account a session by its role), anybody with
 * credentials (`any`), or a payer's page by the secret of the one intent, session or link that it is about
 * (`client_secret`).
 */
export type Access = "none" | "optional" | "session" | "any" | "client_secret" | Scope;

/** What a publishable key may do by an operation. It is public: a payer's page or app has it. */
export interface PublishableRights {
  /** Whether the client secret of what `id` names is needed besides, as the parameter `client_secret`. */
  clientSecret: boolean;
  /** The parameters that a payer may decide, besides `id`, `client_secret` and `expand`. */
  params: readonly string[];
}

/** One thing that the API can do, as data. Routes, client methods and documentation derive from it. */
export interface Operation<Input extends TObject = TObject, Output extends TSchema = TSchema> {
  /** `<resource>.<verb>`; the client's method is the same in camel case. */
  id: string;
  /** GET and DELETE carry their parameters in the query, POST carries JSON. */
  method: "GET" | "POST" | "DELETE";
  /** With at most one parameter, `{id}`, which `input` declares too. */
  path: string;
  /** Other paths that mean the same. */
  aliases?: readonly string[];
  /** Who may call. */
  access: Access;
  /** What a publishable key may do by it: nothing where this is absent. */
  publishable?: PublishableRights;
  /** One line for help and documentation. */
  summary: string;
  /** Path, query and body parameters in one flat object. */
  input: Input;
  /** What the answer's body is. */
  output: Output;
  /** The content types, besides JSON, of an answer that is a `TextDocument`: its text is sent as it is. */
  produces?: readonly string[];
  /** The status of success: 200 by default. */
  status?: number;
  /** The largest body, in bytes, where a megabyte is not enough. */
  bodyBytesMax?: number;
  /** The codes this operation raises beyond those that every operation may. */
  errors: readonly ErrorCode[];
}

export const TextDocument = Type.Object({
  object: Type.Literal("text_document"),
  content_type: Type.String(),
  text: Type.String(),
});
/** An answer that is no JSON: on the wire it is the text itself, with its content type. */
export type TextDocument = Static<typeof TextDocument>;

/** What the caller of an operation passes. */
export type InputOf<O extends Operation> = Static<O["input"]>;
/** What an operation answers. */
export type OutputOf<O extends Operation> = Static<O["output"]>;

/** Declares an operation; the type keeps its literals. */
export const operation = <
  const Id extends string,
  const Path extends string,
  Input extends TObject,
  Output extends TSchema,
>(
  declared: Operation<Input, Output> & { id: Id; path: Path },
) => declared;
