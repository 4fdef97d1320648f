import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";

import { operations, type OperationId } from "@micro/sdk/contract";

import { canonicalJson } from "../platform/canonical-json.ts";
import type { AnonymousContext } from "../platform/context.ts";
import type { Transaction } from "../platform/db/database.ts";
import { slots, statements, type Numbered, type Params } from "../platform/db/statement.ts";
import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import type { Secrets } from "../platform/secrets.ts";
import type { Answer } from "./answer.ts";
import { findRow, idempotencyDigestsSchema, keepRow } from "./idempotency-digests.ts";

interface IdempotencyRow {
  n: number;
  realm: number;
  /** Keyed digest of the realm and the key. */
  digest: Uint8Array;
  operation: string;
  /** Keyed digest of the parameters: nobody can try passwords on it. */
  fingerprint: string;
  status: number;
  /** The answer as text; or as bytes that are sealed, so that only whoever sends the key again can have it opened. */
  body: Uint8Array | string;
  code: string | null;
  request: string;
  created: number;
}

// Rows are written in the order of time: the oldest come first, so that age needs no index.
export const idempotencySchema = `
  CREATE TABLE idempotency_keys (
    n INTEGER PRIMARY KEY,
    realm INTEGER NOT NULL,
    digest BLOB NOT NULL,
    operation TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    code TEXT,
    request TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  ${idempotencyDigestsSchema}
`;

type Tables = {
  idempotency_keys: Numbered<IdempotencyRow>;
  idempotency_digests: Pick<IdempotencyRow, "n" | "digest">;
};
const sql = statements<Tables>();
const find = sql((q, p: Params<{ n: number; realm: number; digest: Uint8Array; oldest: number }>) =>
  q
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("n", "=", p("n"))
    .where("digest", "=", p("digest"))
    .where("realm", "=", p("realm"))
    .where("created", ">", p("oldest")),
);
/** How many come before some that are too old leave. */
const sweepEvery = 64;
const first = sql((q) => q.selectFrom("idempotency_keys").select(({ fn }) => fn.min("n").as("n")));
const forget = sql((q, p: Params<{ before: number; oldest: number }>) =>
  q.deleteFrom("idempotency_keys").where("n", "<", p("before")).where("created", "<=", p("oldest")),
);
const forgetDigests = sql((q, p: Params<{ before: number; oldest: number }>) => {
  const old = q.selectFrom("idempotency_keys").where("n", "<", p("before")).where("created", "<=", p("oldest"));
  return (
    q
      .deleteFrom("idempotency_digests")
      .where("digest", "in", old.select("digest"))
      // What was used again since is a later row's, which may lie before the bound as well.
      .where("n", "in", old.select("n"))
  );
});
const insert = sql((q, p: Params<Omit<IdempotencyRow, "n">>) =>
  q
    .insertInto("idempotency_keys")
    .values(slots(p, ["realm", "digest", "operation", "fingerprint", "status", "body", "code", "request", "created"])),
);

/** A request that may be sent again: the same key with the same parameters is answered once. */
export interface IdempotentCall {
  operation: OperationId;
  input: unknown;
  key: string;
  /** Whose key it is: that of an account and mode, or `nobody`. */
  realm: number;
  /** Whether a payer sends it: his keys are apart from those of the account, which is answered otherwise. */
  isPayer: boolean;
}

/** The realm of callers without credentials, so that a retried registration finds its answer, too. */
export const nobody = 0;

/** A call as the database knows it. */
export interface KeyedCall {
  call: IdempotentCall;
  digest: Uint8Array;
  /** Keyed digest of the parameters. */
  fingerprint: string;
  /** What its answer is sealed with. */
  sealKey: Buffer;
}

const digestBytes = 16;

/** Derives how the database knows a call. The first half of the digest is stored; the second is not, and seals the answer. */
export function keyCall(secrets: Secrets, call: IdempotentCall): KeyedCall {
  const bytes = Buffer.from(
    secrets.digest("idempotency-key", `${call.isPayer ? "payer:" : ""}${call.realm}:${call.key}`),
    "hex",
  );
  return {
    call,
    digest: bytes.subarray(0, digestBytes),
    fingerprint: secrets.digest("idempotency-fingerprint", canonicalJson(call.input)),
    sealKey: bytes.subarray(digestBytes),
  };
}

/** The stored answer of an earlier call with the same key, or undefined; the refusal of a key of another call. */
export async function findReplay(
  { tx, now }: Pick<AnonymousContext, "tx" | "now">,
  { call, digest, fingerprint, sealKey }: KeyedCall,
): Promise<Answer | DomainError | undefined> {
  const n = await findRow(tx, digest);
  if (n === undefined) return undefined;
  const oldest = now - limits.idempotencyLifetimeSeconds;
  const row = await tx.first(find, { n, realm: call.realm, digest, oldest });
  if (!row) return undefined;
  if (row.operation !== call.operation || row.fingerprint !== fingerprint) return reusedKey(call.key, row.operation);
  return {
    status: row.status,
    body: typeof row.body === "string" ? row.body : unseal(sealKey, row.body),
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
export async function storeAnswer(
  { tx, now, request: { id } }: AnonymousContext,
  { call, digest, fingerprint, sealKey }: KeyedCall,
  answer: Answer,
): Promise<void> {
  const request = id ?? "";
  const n = await tx.insert(insert, {
    realm: call.realm,
    digest,
    operation: call.operation,
    fingerprint,
    status: answer.status,
    body: mayHoldSecret(call, answer) ? seal(sealKey, request, answer.body) : answer.body,
    code: answer.code,
    request,
    created: now,
  });
  await keepRow(tx, { digest, n });
  if (n % sweepEvery === 0) await sweep(tx, now - limits.idempotencyLifetimeSeconds);
}

/** Deletes two for each that came since the last time: in the end none is left that is too old. */
async function sweep(tx: Transaction, oldest: number): Promise<void> {
  const before = ((await tx.first(first, {}))?.n ?? 0) + 2 * sweepEvery;
  await tx.run(forgetDigests, { before, oldest });
  await tx.run(forget, { before, oldest });
}

/**
 * Whether an answer can hold what is told only once, such as a new key, or what should not have been sent, such as the number
 * of a card. A payment's is told by its event in the same words, which are kept as they are.
 */
const mayHoldSecret = ({ operation }: IdempotentCall, { code }: Answer) =>
  code !== null || !operations[operation].path.startsWith("/payments/");

const cipher = "aes-128-gcm";
const tagBytes = 16;
const nonceBytes = 12;

/** Seals an answer, which can hold a new key. The nonce is the end of the request's id, which no other request has. */
function seal(key: Buffer, request: string, body: string): Buffer {
  const nonce = Buffer.from(request.slice(-nonceBytes).padStart(nonceBytes), "latin1");
  // Node takes ten times as long for a key that is bytes.
  const sealing = createCipheriv(cipher, createSecretKey(key), nonce);
  return Buffer.concat([nonce, sealing.update(body, "utf8"), sealing.final(), sealing.getAuthTag()]);
}

function unseal(key: Buffer, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const opening = createDecipheriv(cipher, createSecretKey(key), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  opening.setAuthTag(bytes.subarray(-tagBytes));
  return opening.update(bytes.subarray(nonceBytes, -tagBytes), undefined, "utf8") + opening.final("utf8");
}
