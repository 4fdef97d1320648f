import { expect, onTestFinished, test } from "vitest";

import { createClock } from "../../platform/clock.ts";
import { openSqlite } from "../../platform/db/sqlite.ts";
import { openLog } from "../../platform/log.ts";
import { createApiKeyUses } from "./api-key-uses.ts";
import { findApiKeyUse } from "./store.ts";
import { authSchema } from "./tables.ts";

test("a use that waits to be written is forgotten where the clock goes back after it", async () => {
  const db = openSqlite(undefined);
  onTestFinished(() => db.close());
  await db.execute(authSchema);
  const clock = createClock({ frozenAtMs: 1_000_000 });
  const before = clock.save();
  const uses = createApiKeyUses(db, clock, openLog({ level: "silent" }).log);
  const lastUse = (id: string) => db.read(async (reader) => (await reader.first(findApiKeyUse, { id }))?.last_used_at);

  uses.add("key_1", 1000);
  await uses.flush();
  clock.moveTo(5_000_000);
  uses.add("key_1", 5000);
  clock.restore(before);
  await uses.flush();
  expect(await lastUse("key_1")).toBe(1000);

  clock.moveTo(6_000_000);
  uses.add("key_1", 6000);
  await uses.flush();
  expect(await lastUse("key_1")).toBe(6000);
});
