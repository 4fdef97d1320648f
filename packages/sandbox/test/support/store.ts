import { createHash } from "node:crypto";

import BetterSqlite from "better-sqlite3";
import { onTestFinished } from "vitest";

/** Opens a sandbox's file beside it, to look at what is stored. */
export function openStore(file: string, options: BetterSqlite.Options = { readonly: true }): BetterSqlite.Database {
  const store = new BetterSqlite(file, options);
  onTestFinished(() => void store.close());
  return store;
}

// They keep what was refused, too, or how far a reader is.
const apart = new Set(["requests", "api_key_uses", "outbox_cursors", "jobs"]);

const tablesOf = (store: BetterSqlite.Database) =>
  store
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all()
    .map(String);

/** How many rows each table has; the request log and what readers keep for themselves are left out. */
export function countRows(store: BetterSqlite.Database): Record<string, number> {
  return Object.fromEntries(
    tablesOf(store)
      .filter((name) => !apart.has(name))
      .map((name) => [name, Number(store.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())]),
  );
}

interface Hashed {
  /** Goes up with whatever another connection commits. */
  version: unknown;
  hash: string;
}
const hashes = new WeakMap<BetterSqlite.Database, Hashed>();

/**
 * A digest of everything that is stored; the request log and what readers keep for themselves are left out. The store is
 * one that only reads: what others have not written to since is not read again.
 */
export function hashState(store: BetterSqlite.Database): string {
  if (!store.readonly) throw new Error("Only what a store reads of others' work can be told by its version.");
  const version = store.pragma("data_version", { simple: true });
  const last = hashes.get(store);
  if (last && last.version === version) return last.hash;
  // In one transaction, so that all tables are read as of one commit.
  const hash = store.transaction(() => readState(store))();
  hashes.set(store, { version, hash });
  return hash;
}

function readState(store: BetterSqlite.Database): string {
  const hash = createHash("sha256");
  for (const name of tablesOf(store)) {
    if (apart.has(name)) continue;
    hash.update(name);
    hash.update(JSON.stringify(store.prepare(`SELECT * FROM "${name}"`).raw().all()));
  }
  return hash.digest("hex");
}

/** The id of something in a realm, by the prefix of its kind; undefined where there is none. */
export function findId(store: BetterSqlite.Database, prefix: string, realm: number): string | undefined {
  for (const name of tablesOf(store)) {
    const columns = new Set(store.prepare(`SELECT name FROM pragma_table_info('${name}')`).pluck().all());
    if (!columns.has("id")) continue;
    const owned = columns.has("realm") ? `AND realm = ${realm}` : "";
    const id = store
      .prepare(`SELECT id FROM "${name}" WHERE id LIKE ? ESCAPE '!' ${owned} LIMIT 1`)
      .pluck()
      .get(`${prefix}!_%`);
    if (typeof id === "string") return id;
  }
  return undefined;
}
