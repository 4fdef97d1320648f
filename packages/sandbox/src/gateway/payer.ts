import { expandableByPayer, hiddenFromPayer, type PublishableRights } from "@micro/sdk/contract";

import { readClientSecret } from "../platform/client-secret.ts";
import type { Principal } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import type { Secrets } from "../platform/secrets.ts";

/** Whether somebody calls with a publishable key. */
export const isPayer = (principal: Principal | null): boolean => principal?.kind === "publishable_key";

/**
 * Throws where a payer asks for more than he may: a publishable key is not enough, and its operations take what is his to
 * decide. A client secret has to fit whoever sends it.
 */
export function assertPayerMay(
  secrets: Secrets,
  input: unknown,
  { clientSecret, params }: PublishableRights,
  principal: Principal | null,
): void {
  const byPayer = isPayer(principal);
  // The input is valid: an object with what the operation's schema names.
  const sent = input as Readonly<Record<string, unknown>>;
  if (clientSecret && (byPayer || sent["client_secret"] !== undefined)) assertSecretFits(secrets, sent, principal);
  if (byPayer) assertIsHisToDecide(sent, params);
}

function assertSecretFits(
  secrets: Secrets,
  { id, client_secret: secret }: Readonly<Record<string, unknown>>,
  principal: Principal | null,
): void {
  if (typeof secret !== "string") {
    throw new DomainError("parameter_missing", {
      message: "With a publishable key the parameter 'client_secret' is required.",
      param: "client_secret",
    });
  }
  const opened = readClientSecret(secrets, secret);
  if (opened && opened.id === id && opened.realm === principal?.realm) return;
  throw new DomainError("client_secret_mismatch", { param: "client_secret" });
}

function assertIsHisToDecide(sent: Readonly<Record<string, unknown>>, params: readonly string[]): void {
  for (const name of Object.keys(sent)) {
    if (name === "id" || name === "client_secret" || name === "expand" || params.includes(name)) continue;
    throw new DomainError("secret_key_required", {
      message: `The parameter '${name}' may not be sent with a publishable key.`,
      param: name,
    });
  }
  const { expand } = sent;
  const index = Array.isArray(expand) ? expand.findIndex((path) => !expandableByPayer.includes(String(path))) : -1;
  if (index === -1) return;
  throw new DomainError("secret_key_required", {
    message: `With a publishable key only these can be expanded: ${expandableByPayer.join(", ")}.`,
    param: `expand[${index}]`,
  });
}

/** Has a payer told, by an answer as by an error with the resource in it, nothing that is not his business. */
export const shownToPayer =
  <Args extends unknown[]>(perform: (...args: Args) => Promise<unknown>) =>
  async (...args: Args): Promise<unknown> => {
    try {
      const result = await perform(...args);
      return result instanceof DomainError ? hideInError(result) : hide(result);
    } catch (cause) {
      throw cause instanceof DomainError ? hideInError(cause) : cause;
    }
  };

function hideInError(error: DomainError): DomainError {
  const { code, message, details } = error;
  // What a resource is made of, it keeps: an object.
  const resource = details.resource && (hide(details.resource) as Record<string, unknown>);
  return resource === undefined ? error : new DomainError(code, { ...details, message, resource, cause: error.cause });
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  if (!isRecord(value)) return value;
  const shown: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) shown[name] = hide(part);
  const kind = value["object"];
  const hidden = typeof kind === "string" && Object.hasOwn(hiddenFromPayer, kind) ? hiddenFromPayer[kind] : undefined;
  for (const [path, instead] of Object.entries(hidden ?? {})) put(shown, path.split("."), instead);
  return shown;
}

/** Puts a value into a field, at any depth, that is there. */
function put(into: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: unknown): void {
  const part = into[name];
  if (rest.length > 0) {
    if (isRecord(part)) put(part, rest, value);
  } else if (part !== undefined) into[name] = value;
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object";
