// The least that a sandbox can be: the same schema in an empty database, and a bare server that listens. As JavaScript, as
// what it is compared with.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import BetterSqlite from "better-sqlite3";

const [file, next = "0", schemaFile = ""] = process.argv.slice(2);
const schema = readFileSync(schemaFile, "utf8");
/** @param {string | undefined} file */
const open = async (file) => {
  const startedAt = performance.now();
  const db = new BetterSqlite(file ?? ":memory:");
  db.pragma("journal_mode = WAL");
  db.exec(`BEGIN; ${schema}; COMMIT`);
  const server = createServer((_request, response) => response.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const times = { ms: performance.now() - startedAt, sinceProcessMs: performance.now() };
  server.close();
  await once(server, "close");
  db.close();
  return times;
};

const first = await open(file || undefined);
/** @type {number[]} */
const nextMs = [];
for (let index = 0; index < Number(next); index++) nextMs.push((await open(file ? `${file}-${index}` : undefined)).ms);
console.log(JSON.stringify({ firstMs: first.sinceProcessMs, nextMs }));
