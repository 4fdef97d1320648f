import { onTestFinished, vi } from "vitest";

import { Connection } from "../../src/platform/db/connection.ts";
import { openConnection } from "../../src/platform/db/image.ts";
import type { Statement } from "../../src/platform/db/statement.ts";

/** The steps by which SQLite runs a statement, as it tells them, in a database that has the schema and no rows. */
export function planOf<P>(schema: string, statement: Statement<P, unknown>, params: NoInfer<P>): string[] {
  const db = openConnection(":memory:");
  onTestFinished(() => void db.close());
  db.exec(schema);
  const prepare = vi.spyOn(db, "prepare");
  new Connection(db).run(statement, params);
  const text = prepare.mock.lastCall?.[0] ?? "";
  const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`);
  return plan.all(...Array.from(text.matchAll(/\?/g), () => 1)).map(({ detail }) => detail);
}
