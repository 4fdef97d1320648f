import { isDeepStrictEqual } from "node:util";

import BetterSqlite from "better-sqlite3";

type Value = string | number | Uint8Array | null;
export type Row = Record<string, Value>;

/** What a request does to the tables: the rows that it adds, in the order of the schema, and those that it changes. */
export interface RowTemplate {
  inserts: { table: string; row: Row; counted: string[] }[];
  updates: { table: string; key: Row; changed: Row }[];
}

interface Table {
  name: string;
  keyColumns: string[];
  /** The table numbers its rows by this column. */
  numbered: string | undefined;
  /** Columns of numbers that no two rows share. */
  counted: string[];
}

/** Where the dispatcher stands, when keys were used, what falls due in a second: written for many, not for a request. */
export const ofNoRequest: ReadonlySet<string> = new Set([
  "outbox_cursors",
  "api_key_uses",
  "jobs",
  "idempotency_digests",
]);

/** Everything that is in a small file. */
export type Snapshot = Map<string, { table: Table; rows: Map<string, Row> }>;

export function takeSnapshot(file: string): Snapshot {
  const db = new BetterSqlite(file, { readonly: true });
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    .pluck()
    .all() as string[];
  const snapshot: Snapshot = new Map();
  for (const name of names.filter((name) => !ofNoRequest.has(name))) {
    const table = describeTable(db, name);
    const rows = db.prepare(`SELECT * FROM "${name}"`).all() as Row[];
    snapshot.set(name, { table, rows: new Map(rows.map((row) => [JSON.stringify(keyOf(table, row)), row])) });
  }
  db.close();
  return snapshot;
}

/** What was done to the tables between two snapshots. */
export function compareSnapshots(before: Snapshot, after: Snapshot): RowTemplate {
  const template: RowTemplate = { inserts: [], updates: [] };
  for (const [name, { table, rows }] of after) {
    for (const [key, row] of rows) {
      const earlier = before.get(name)?.rows.get(key);
      const changed = pick(row, (column) => !isDeepStrictEqual(row[column], earlier?.[column]));
      if (earlier === undefined) {
        const counted = table.counted.filter((column) => typeof row[column] === "number");
        template.inserts.push({ table: name, row: pick(row, (column) => column !== table.numbered), counted });
      } else if (Object.keys(changed).length > 0) {
        template.updates.push({ table: name, key: keyOf(table, row), changed });
      }
    }
  }
  return template;
}

function describeTable(db: BetterSqlite.Database, name: string): Table {
  const columns = db.prepare(`SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk`).all(name) as {
    name: string;
    type: string;
    pk: number;
  }[];
  const unique = db
    .prepare(
      "SELECT DISTINCT info.name FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info WHERE list.[unique]",
    )
    .pluck()
    .all(name) as string[];
  const keys = columns.filter(({ pk }) => pk > 0);
  const numbered = keys.length === 1 && keys[0]?.type === "INTEGER" ? keys[0].name : undefined;
  const counted = columns.filter((column) => column.type === "INTEGER" && unique.includes(column.name));
  return {
    name,
    keyColumns: keys.map((column) => column.name),
    numbered,
    counted: counted.map((column) => column.name).filter((column) => column !== "realm"),
  };
}

const keyOf = ({ keyColumns }: Table, row: Row) => pick(row, (column) => keyColumns.includes(column));

function pick(row: Row, wanted: (column: string) => boolean): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => wanted(column)));
}
