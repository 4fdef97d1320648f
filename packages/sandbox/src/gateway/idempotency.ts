import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

import type { OperationId } from "@micro/sdk/contract";

import { canonicalJson } from "../platform/canonical-json.ts";
import type { AnonymousContext } from "../platform/context.ts";
import type { Reader, Transaction } from "../platform/db/database.ts";
import { slots, statements, type Params } from "../platform/db/statement.ts";
import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import type { Secrets } from "../platform/secrets.ts";
import type { Answer } from "./answer.ts";

interface IdempotencyRow {
  realm: number;
  /** Digest of the key. */
  key: string;
  operation: string;
  /** Keyed digest of the parameters: nobody can try passwords on it. */
  fingerprint: string;
  status: number;
  /** The answer, sealed: only whoever sends the key again can have it opened. */
  body: Uint8Array;
  code: string | null;
  request: string;
  created: number;
}

export const idempotencySchema = `
  CREATE TABLE idempotency_keys (
    realm INTEGER NOT NULL,
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    code TEXT,
    request TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (realm, key)
  ) WITHOUT ROWID;
  CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created);
`;

const sql = statements<{ idempotency_keys: IdempotencyRow }>();
const find = sql((q, p: Params<{ realm: number; key: string; oldest: number }>) =>
  q
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("key", "=", p("key"))
    .where("created", ">", p("oldest")),
);
const forget = sql((q, p: Params<{ oldest: number }>) =>
  q.deleteFrom("idempotency_keys").where("created", "<=", p("oldest")),
);
const insert = sql((q, p: Params<IdempotencyRow>) =>
  q
    .insertInto("idempotency_keys")
    .values(slots(p, ["realm", "key", "operation", "fingerprint", "status", "body", "code", "request", "created"])),
);

/** A request that may be sent again: the same key with the same parameters is answered once. */
export interface IdempotentCall {
  operation: OperationId;
  input: unknown;
  key: string;
  /** Whose key it is: that of an account and mode, or `nobody`. */
  realm: number;
}

/** Callers without credentials share the keys of nobody: a retried registration finds its answer, too. */
export const nobody = 0;

/** The stored answer of an earlier call with the same key, or undefined. Another call's key is refused. */
export async function findReplay(
  ctx: Pick<AnonymousContext, "platform" | "now"> & { tx: Reader },
  call: IdempotentCall,
): Promise<Answer | undefined> {
  const { realm } = call;
  const { secrets } = ctx.platform;
  const oldest = ctx.now - limits.idempotencyLifetimeSeconds;
  const row = await ctx.tx.first(find, { realm, key: digestOf(secrets, call), oldest });
  if (!row) return undefined;
  if (row.operation !== call.operation || row.fingerprint !== fingerprint(secrets, call)) {
    throw reusedKey(call.key, row.operation);
  }
  return {
    status: row.status,
    body: unseal(sealKey(secrets, call), row.body),
    code: row.code,
    headers: { "idempotent-replayed": "true", "original-request": row.request },
  };
}

/** The refusal of a key that was used for something else. */
export function reusedKey(key: string, operation: string): DomainError {
  return new DomainError("idempotency_error", {
    message: `The idempotency key '${key}' was used before for ${operation} with other parameters, or for another operation.`,
  });
}

/** Stores the answer in the transaction of the work, so that neither is ever there without the other. */
export async function storeAnswer(ctx: AnonymousContext, call: IdempotentCall, answer: Answer): Promise<void> {
  const { secrets } = ctx.platform;
  const request = ctx.request.id ?? "";
  await forgetOld(ctx.tx, ctx.now);
  await ctx.tx.run(insert, {
    realm: call.realm,
    key: digestOf(secrets, call),
    operation: call.operation,
    fingerprint: fingerprint(secrets, call),
    status: answer.status,
    body: seal(sealKey(secrets, call), request, answer.body),
    code: answer.code,
    request,
    created: ctx.now,
  });
}

/** Deletes the keys that are too old, by an index, a few at most each time: there is no peak. */
async function forgetOld(tx: Transaction, now: number): Promise<void> {
  await tx.run(forget, { oldest: now - limits.idempotencyLifetimeSeconds });
}

const name = ({ realm, key }: IdempotentCall) => `${realm}:${key}`;

const digestOf = (secrets: Secrets, call: IdempotentCall) => secrets.digest("idempotency-key", name(call));

const fingerprint = (secrets: Secrets, { input }: IdempotentCall) =>
  secrets.digest("idempotency-fingerprint", canonicalJson(input));

const sealKey = (secrets: Secrets, call: IdempotentCall) =>
  Buffer.from(secrets.digest("idempotency-seal", name(call)), "hex");

const cipher = "aes-256-gcm";
const tagBytes = 16;
const nonceBytes = 12;

/** Seals an answer, which can hold a new key. The nonce derives from the request, which has its id for itself. */
function seal(key: Buffer, request: string, body: string): Buffer {
  const nonce = createHash("sha256").update(request).digest().subarray(0, nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce);
  return Buffer.concat([nonce, sealing.update(body, "utf8"), sealing.final(), sealing.getAuthTag()]);
}

function unseal(key: Buffer, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAuthTag(bytes.subarray(-tagBytes));
  return opening.update(bytes.subarray(nonceBytes, -tagBytes), undefined, "utf8") + opening.final("utf8");
}
