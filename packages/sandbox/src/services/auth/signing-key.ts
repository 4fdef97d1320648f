import { createPublicKey, type KeyObject } from "node:crypto";

import { calculateJwkThumbprint, exportJWK, type JWK } from "jose";

import type { Platform, Preparation } from "../../platform/context.ts";
import type { Database, Transaction } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import type { Secrets } from "../../platform/secrets.ts";
import { deriveRsaKey } from "./rsa-key.ts";
import { allSigningKeys, findSigningKey, insertSigningKey, retireSigningKeys } from "./store.ts";
import type { SigningKeyRow } from "./tables.ts";

/** The kind of job that rotates the signing key; its reference is always `rotateKeysReference`. */
export const rotateKeysJob = "auth.rotate_keys";
const rotateKeysReference = "next";

interface Pair {
  kid: string;
  privateKey: KeyObject;
  publicJwk: JWK;
}

const derived = new WeakMap<Secrets, Map<number, Promise<Pair>>>();

/** The n-th key of a sandbox: it derives from the sandbox's secret, once per process. */
function derivePair(secrets: Secrets, number: number): Promise<Pair> {
  const known = derived.get(secrets) ?? new Map<number, Promise<Pair>>();
  derived.set(secrets, known);
  const pair = known.get(number) ?? makePair(secrets.derive(`signing-key:${number}`));
  known.set(number, pair);
  return pair;
}

async function makePair(seed: Buffer): Promise<Pair> {
  const privateKey = await deriveRsaKey(seed);
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: "RS256", use: "sig" } };
}

type Source = Pick<Preparation, "db" | "platform" | "now">;

/** The key that signs now. The first one is made when it is first needed, and signs at once. */
export async function getSigningKey(source: Source): Promise<Pair> {
  const { db, platform, now } = source;
  const rows = await db.read((reader) => reader.all(allSigningKeys, {}));
  const current = rows.findLast(({ signs_from: from }) => from <= now) ?? (await addFirst(source));
  return derivePair(platform.secrets, current.number);
}

async function addFirst({ db, platform, now }: Source): Promise<Pick<SigningKeyRow, "number">> {
  const pair = await derivePair(platform.secrets, 1);
  return db.transaction(async (tx) => {
    const [first] = await tx.all(allSigningKeys, {});
    return first ?? insertKey(tx, platform, { number: 1, pair, created: now, signsFrom: now });
  });
}

interface NewKey {
  number: number;
  pair: Pair;
  created: number;
  signsFrom: number;
}

/** Adds a key and plans the next one early enough to be published in time. */
async function insertKey(tx: Transaction, platform: Platform, key: NewKey): Promise<SigningKeyRow> {
  const row = {
    number: key.number,
    kid: key.pair.kid,
    public_key: JSON.stringify(key.pair.publicJwk),
    created: key.created,
    signs_from: key.signsFrom,
  };
  await tx.run(insertSigningKey, row);
  const nextAt = key.signsFrom + limits.signingKeyLifetimeSeconds - limits.signingKeyLeadSeconds;
  await platform.queue.schedule(tx, rotateKeysJob, rotateKeysReference, nextAt * 1000);
  return { ...row, retires_at: null };
}

/**
 * Publishes a new key, which signs after the lead; the ones before stay published until the last token that they can
 * have signed is dead. Answers undefined when a published key still waits to sign.
 */
export async function prepareRotation({ db, platform }: Pick<Source, "db" | "platform">) {
  const newest = (await db.read((reader) => reader.all(allSigningKeys, {}))).at(-1);
  const number = (newest?.number ?? 0) + 1;
  const pair = await derivePair(platform.secrets, number);
  return async (tx: Transaction, now: number): Promise<SigningKeyRow | undefined> => {
    const latest = (await tx.all(allSigningKeys, {})).at(-1);
    if ((latest?.number ?? 0) + 1 !== number || (latest && latest.signs_from > now)) return undefined;
    const signsFrom = latest ? now + limits.signingKeyLeadSeconds : now;
    await tx.run(retireSigningKeys, { before: number, retires_at: signsFrom + limits.tokenLifetimeSeconds });
    return insertKey(tx, platform, { number, pair, created: now, signsFrom });
  };
}

/** Does the job that is due: rotates the keys. */
export async function rotateKeysOnSchedule(db: Database, platform: Platform): Promise<void> {
  const rotate = await prepareRotation({ db, platform });
  await db.transaction(async (tx) => {
    const now = platform.clock.seconds();
    if (await rotate(tx, now)) return;
    // A rotation by hand came first, and has planned the next one.
    const latest = (await tx.all(allSigningKeys, {})).at(-1);
    const lead = limits.signingKeyLifetimeSeconds - limits.signingKeyLeadSeconds;
    await platform.queue.schedule(tx, rotateKeysJob, rotateKeysReference, ((latest?.signs_from ?? now) + lead) * 1000);
  });
}

const publicKeys = new WeakMap<Database, Map<string, KeyObject>>();

/** The public half of a key that is still published, by its id. */
export async function findPublicKey(db: Database, kid: string, now: number): Promise<KeyObject | undefined> {
  const row = await db.read((reader) => reader.first(findSigningKey, { kid }));
  if (!row || (row.retires_at !== null && row.retires_at <= now)) return undefined;
  const known = publicKeys.get(db) ?? new Map<string, KeyObject>();
  publicKeys.set(db, known);
  const key = known.get(kid) ?? createPublicKey({ key: parseJwk(row.public_key), format: "jwk" });
  known.set(kid, key);
  return key;
}

/** The public keys that verify tokens, as a JSON Web Key Set (RFC 7517): those to come and those not yet retired. */
export async function listPublicKeys(source: Source): Promise<{ keys: JWK[] }> {
  await getSigningKey(source);
  const rows = await source.db.read((reader) => reader.all(allSigningKeys, {}));
  const published = rows.filter(({ retires_at: end }) => end === null || end > source.now);
  return { keys: published.map((row) => parseJwk(row.public_key)) };
}

/** `insertKey` is the only writer. */
const parseJwk = (json: string) => JSON.parse(json) as JWK;
