import type { Connection } from "./connection.ts";

/** How much larger than the image a database may be. Above that, deleting its rows takes longer than opening the image. */
const growthMax = 1.25;

/** Whether deleting the rows restores the state of an image, and is faster than opening the image. */
export function canClearTo(image: Buffer, { db, begunWith }: Connection): boolean {
  if (begunWith !== image) return false;
  const size = db.prepare<[], number>("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").pluck();
  return Number(size.get()) <= image.length * growthMax;
}

/**
 * Deletes every row that was written, inside a transaction. SQLite then keeps the schema that it has parsed and the prepared
 * statements, which are what takes longest when a database is opened anew.
 */
export function clear(connection: Connection): void {
  const { db, written } = connection;
  const found = db
    .prepare<[string], { type: string; name: string; sql: string }>(
      // A table refers to those that were created before it.
      `SELECT type, name, sql FROM sqlite_schema
         WHERE type IN ('table', 'trigger') AND tbl_name IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC`,
    )
    .all(JSON.stringify([...written]));
  const tables = found.filter(({ type }) => type === "table");
  // Some tables refuse that anything be deleted.
  const guards = found.filter(({ type, sql }) => type === "trigger" && sql.includes(" DELETE ON "));
  connection.runAll(
    [
      ...guards.map(({ name }) => `DROP TRIGGER "${name}"`),
      ...tables.map(({ name }) => `DELETE FROM "${name}"`),
      ...guards.map(({ sql }) => sql),
    ].join(";\n"),
  );
}
