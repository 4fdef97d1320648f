import type { Database, Reader } from "./database.ts";
import { statements } from "./statement.ts";

/** One step of the schema. A step that was released never changes; the next one corrects it. */
export interface Migration {
  name: string;
  /** Statements without values, separated by semicolons. */
  sql: string;
}

/** The file was written by a newer version of this program. */
export class NewerSchemaError extends Error {
  readonly found: number;
  readonly known: number;
  constructor(found: number, known: number) {
    super(`The file has schema version ${found}; this version of micro knows ${known}.`);
    this.name = "NewerSchemaError";
    this.found = found;
    this.known = known;
  }
}

const sql = statements<{ schema_migrations: { version: number; name: string } }>();
const newest = sql((q) => q.selectFrom("schema_migrations").select(({ fn }) => fn.max("version").as("version")));
const versionTable = "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL)";
const stepOf = ({ name, sql: step }: Migration, index: number) =>
  `${step};\nINSERT INTO schema_migrations (version, name) VALUES (${index + 1}, '${name}')`;

/** The statements that bring an empty database up to the newest migration. */
export const schemaOf = (migrations: readonly Migration[]): string =>
  [versionTable, ...migrations.map(stepOf)].join(";\n");

/** Brings the schema up to the newest migration; each step and its record are one transaction. */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  await db.execute(versionTable);
  const current = (await db.read((reader: Reader) => reader.first(newest, {})))?.version ?? 0;
  if (current > migrations.length) throw new NewerSchemaError(current, migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index >= current) await db.execute(stepOf(migration, index));
  }
}
