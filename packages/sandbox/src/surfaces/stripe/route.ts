import type { OperationId } from "@micro/sdk/contract";

import type { Version } from "./versions/version.ts";

/** Where a parameter of Stripe's goes: a native name, or what becomes of its value. */
export type Rule = string | ((value: unknown) => Record<string, unknown>);

/** A native resource as JSON. */
export type Native = Record<string, unknown>;
/** Words a native resource as Stripe does. */
export type Projection = (native: Native) => Native;

/** A document that a route answers with, in the place of the resource that has its address. */
export interface RouteDocument {
  /** The field with the address, whose last part but one is the secret; null where there is no document yet. */
  address: string;
  /** Says what stands on it, to whom holds the secret. */
  operation: OperationId;
  write: (shown: Native) => Promise<Uint8Array>;
}

/** One of Stripe's routes: the operation that it is, and where its parameters differ from the operation's. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** Below `/v1`, with parameters in braces: `/payment_intents/{id}`. */
  path: string;
  operation: OperationId;
  /** Stripe's parameters that are called or written otherwise; all others have the operation's own names. */
  params?: Readonly<Record<string, Rule>>;
  /** What Stripe calls it when the state forbids something, or a client secret does not fit, by the native name of the parameter at fault. */
  conflicts?: Readonly<Record<string, string>>;
  /** What Stripe calls it where there is no such resource, in the same way. */
  missing?: Readonly<Record<string, string>>;
  /** What Stripe wants to be told, and the operation need not be. */
  required?: readonly string[];
  /** The operation's parameters that Stripe does not have. */
  hidden?: readonly string[];
  /** Sent where the caller sends nothing. */
  defaults?: Readonly<Record<string, unknown>>;
  /** Sent whatever the caller sends. */
  fixed?: Readonly<Record<string, unknown>>;
  /** What is always read along, because Stripe always shows it whole. */
  include?: readonly string[];
  document?: RouteDocument;
  /** Refuses an input that Stripe refuses and the operation does not. */
  check?: (input: Readonly<Record<string, unknown>>) => void;
  /** How the answer is worded; by its `object` by default. */
  projection?: (native: Native, version: Version) => Native;
  /** The version that has it no longer. */
  until?: string;
}

/** A resource of Stripe's: its routes. */
export interface Resource {
  /** As in the path and in Stripe's documentation: `payment_intents`, `checkout/sessions`. */
  name: string;
  /** What Stripe calls the id in errors; `id` by default. */
  idParam?: string;
  routes: readonly Route[];
  /** What is missing of it, in a line each. */
  gaps?: readonly string[];
}

/** Says that a parameter is taken and has no effect here. */
export const withoutEffect = (): Record<string, unknown> => ({});
