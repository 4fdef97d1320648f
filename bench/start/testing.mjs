// Tells how long the parts of a test take: the first sandbox of a process, the next ones, a reset, a fork, a create; and in
// turn with them what SQLite alone takes for as much. As JavaScript: to load what makes it of TypeScript would be part of
// the first.
import { createTestSandbox } from "@micro/sandbox/testing";

const [rounds = 5, rows = 10_000] = process.argv.slice(2).map(Number);
/** How many tables are emptied, each of one row. */
const emptiedTables = 30;

/** @type {Record<string, number[]>} */
const times = {
  first: [],
  next: [],
  image: [],
  reset: [],
  delete: [],
  fork: [],
  copy: [],
  dispatch: [],
};
/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
async function time(name, work) {
  const startedAt = performance.now();
  const result = await work();
  times[name]?.push(performance.now() - startedAt);
  return result;
}
/** @param {import("@micro/sandbox/testing").TestSandbox} sandbox */
const create = (sandbox) =>
  sandbox.dispatch({
    path: "/payments/payment_intents",
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
    body: { amount: 2000, currency: "usd" },
  });

const first = await createTestSandbox();
// From the start of the process: what is loaded for it is part of it.
times["first"]?.push(performance.now());
await first.close();

// Loaded only now, so that the first sandbox does not wait for what it does not need.
const { default: BetterSqlite } = await import("better-sqlite3");
const { emptyImage } = await import("../../packages/sandbox/src/migrations/index.ts");
const image = emptyImage();
const filling = Array.from({ length: emptiedTables }, (_, n) => `INSERT INTO emptied_${n} VALUES (1, 'a row')`);
const emptying = Array.from({ length: emptiedTables }, (_, n) => `DELETE FROM emptied_${n}`);
const small = new BetterSqlite(":memory:");
for (let n = 0; n < emptiedTables; n += 1) small.exec(`CREATE TABLE emptied_${n} (id INTEGER PRIMARY KEY, name TEXT)`);

for (let round = 0; round < rounds; round += 1) {
  const sandbox = await time("next", () => createTestSandbox());
  await create(sandbox);
  await time("reset", () => sandbox.reset());
  await sandbox.close();
  const restored = await time("image", () => {
    const db = new BetterSqlite(image);
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  });
  restored.close();
  small.exec(filling.join(";"));
  await time("delete", () => small.exec(`BEGIN; ${emptying.join(";")}; COMMIT`));
}

const filled = await createTestSandbox({ webhooks: false });
for (let row = 0; row < rows; row += 1) await filled.client.customers.create({ name: `customer ${row}` });
const { bytes } = await filled.snapshots.save();
const large = new BetterSqlite(":memory:");
large.exec("CREATE TABLE filling (bytes BLOB)");
large.prepare("INSERT INTO filling VALUES (zeroblob(?))").run(bytes);
for (let round = 0; round < rounds; round += 1) {
  const fork = await time("fork", () => filled.fork());
  await fork.close();
  const copy = await time("copy", () => new BetterSqlite(large.serialize()));
  copy.close();
}
await filled.close();

const busy = await createTestSandbox({ webhooks: false });
for (let call = 0; call < rounds * 50; call += 1) await create(busy);
for (let call = 0; call < rounds * 50; call += 1) await time("dispatch", () => create(busy));
await busy.close();

console.log(JSON.stringify(times));
