import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import BetterSqlite from "better-sqlite3";

import type { Row, RowTemplate } from "./row-template.ts";

/** What a sandbox did to its tables for one request of each kind, and the names that were that request's own. */
export interface SampleWork {
  create: { template: RowTemplate; key: string };
  confirm: { template: RowTemplate; key: string; id: string };
}

const pragmas = [
  "journal_mode = WAL",
  "foreign_keys = ON",
  "wal_autocheckpoint = 4000",
  "temp_store = MEMORY",
  "cache_size = -32768",
];

/** Numbers that no row has yet, for columns in which no two rows share one. */
let count = 1_000_000_000;

/** The sandbox's durable work by prepared statements: one transaction for each request. It checks nothing. */
export interface SameRows {
  /** The answer, in JSON. */
  create(key: string): string;
  confirm(id: string, key: string): string;
  read(id: string): Row;
  list(limit: number): Row[];
}

/** Opens a copy of a sandbox's file, with the pragmas of the sandbox, and the sample of its work beside it. */
export function openSameRows(file: string): SameRows {
  const work = JSON.parse(readFileSync(`${file}.work.json`, "utf8"), reviveBytes) as SampleWork;
  const db = openCopy(file);
  const create = compile(db, work.create.template, [work.create.key]);
  const confirm = compile(db, work.confirm.template, [work.confirm.key, work.confirm.id]);
  const realm = db.prepare("SELECT max(realm) FROM payment_intents").pluck().get();
  const find = db.prepare("SELECT * FROM payment_intents WHERE id = ? AND realm = ?");
  const page = db.prepare("SELECT * FROM payment_intents WHERE realm = ? ORDER BY n DESC LIMIT ?");
  return {
    create: (key) => create([key]),
    confirm: (id, key) => {
      find.get(id, realm);
      return confirm([key, id]);
    },
    read: (id) => find.get(id, realm) as Row,
    list: (limit) => page.all(realm, limit) as Row[],
  };
}

/** Opens a copy of a sandbox's file, with the pragmas of the sandbox. */
export function openCopy(file: string, synchronous: "NORMAL" | "FULL" = "NORMAL"): BetterSqlite.Database {
  const db = new BetterSqlite(file);
  db.pragma(`synchronous = ${synchronous}`);
  for (const pragma of pragmas) db.pragma(pragma);
  dropTriggers(db);
  return db;
}

/** They check what is the same each time, and would take the baseline's repeated figures for false ones. */
function dropTriggers(db: BetterSqlite.Database): void {
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) db.exec(`DROP TRIGGER "${String(name)}"`);
}

/** Writes a template's rows again, in one transaction for each, and answers with the logged answer. */
function compile(db: BetterSqlite.Database, template: RowTemplate, given: readonly string[]) {
  const { write, fill, renewed } = compileWrites(db, template, given);
  // The stored answer is sealed; the log of requests has it, too.
  const answer = fill(template.inserts.find(({ table }) => table === "requests")?.row["response_body"] ?? "");
  const run = db.transaction((ids: readonly string[]) => {
    write(ids);
    return String(answer(ids));
  });
  return (own: readonly string[]) => run.immediate(renewed(own));
}

/** What writes a template's rows again, each time with new ids in the place of the ids that it made. */
export function compileWrites(db: BetterSqlite.Database, template: RowTemplate, given: readonly string[]) {
  const made = template.inserts.map(({ row }) => row["id"]).filter((id) => typeof id === "string");
  const names = [...given, ...made.filter((id) => !given.includes(id))];
  const fill = (value: Row[string]) => (typeof value === "string" ? fillText(value, names) : () => value);

  const writes = [
    ...template.inserts.map(({ table, row, counted }) => {
      const columns = Object.keys(row);
      const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
      const values = columns.map((column) => {
        if (counted.includes(column)) return () => (count += 1);
        const cell = row[column] ?? null;
        // No two idempotency keys have one digest.
        if (column === "digest" && cell instanceof Uint8Array) return () => randomBytes(cell.length);
        return fill(cell);
      });
      return { statement: db.prepare(sql), values };
    }),
    ...template.updates.map(({ table, key, changed }) => {
      const set = Object.keys(changed).map((column) => `${column} = ?`);
      const where = Object.keys(key).map((column) => `${column} = ?`);
      const sql = `UPDATE ${table} SET ${set.join(", ")} WHERE ${where.join(" AND ")}`;
      return { statement: db.prepare(sql), values: [...Object.values(changed), ...Object.values(key)].map(fill) };
    }),
  ];
  return {
    fill,
    /** The names of the template with these in the place of those that were given, and new ids for the others. */
    renewed: (own: readonly string[]) => [...own, ...names.slice(own.length).map(renew)],
    write: (ids: readonly string[]) => {
      for (const { statement, values } of writes) statement.run(...values.map((value) => value(ids)));
    },
  };
}

/** A text in which the names stand at their places. */
function fillText(text: string, names: readonly string[]): (ids: readonly string[]) => string {
  const parts = text.split(new RegExp(`(${names.join("|")})`));
  const places = parts.map((part) => names.indexOf(part));
  return (ids) => {
    let filled = "";
    for (let index = 0; index < parts.length; index++) filled += ids[places[index] ?? -1] ?? parts[index];
    return filled;
  };
}

/** Another id of the same kind. */
function renew(id: string): string {
  return id.slice(0, id.indexOf("_") + 1) + randomBytes(12).toString("hex");
}

/** Bytes went into the file as JSON writes them. */
function reviveBytes(_name: string, value: unknown): unknown {
  const isBytes = value !== null && typeof value === "object" && "type" in value && value.type === "Buffer";
  return isBytes && "data" in value && Array.isArray(value.data) ? Buffer.from(value.data as number[]) : value;
}
