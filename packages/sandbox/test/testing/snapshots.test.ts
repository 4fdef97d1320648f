import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

import type { ApiError, Snapshot } from "@micro/sdk";
import BetterSqlite from "better-sqlite3";
import { onTestFinished, expect, test, describe } from "vitest";

import { limits } from "../../src/platform/limits.ts";
import { createTestSandbox } from "../../src/testing.ts";
import { clientOf } from "../support/account.ts";
import { startReceiver } from "../support/receiver.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { frozenAt, startSandbox, temporaryFile } from "../support/sandbox.ts";
import { openStore } from "../support/store.ts";

const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;

/** All rows of all tables of an exported database. */
function tablesOf(database: string): Record<string, unknown[]> {
  const db = new BetterSqlite(gunzipSync(Buffer.from(database, "base64")));
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const tables = Object.fromEntries(names.map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]));
  db.close();
  return tables;
}

describe.each(["in memory", "in a file"])("a sandbox %s", (where) => {
  const fileOption = () => (where === "in a file" ? { file: temporaryFile() } : {});

  test("that is restored equals the snapshot table by table, and goes on with the same ids, time and books", async () => {
    const sandbox = await startSandbox(fileOption());
    const { client } = sandbox;
    await client.paymentIntents.create(pay);
    await client.ledgerAccounts.create({ name: "Cash", type: "asset", currency: "usd" });
    await sandbox.settle();
    const saved = await sandbox.snapshots.save("paid once");
    const before = tablesOf((await client.snapshots.export(saved.id)).database);

    await sandbox.clock.advance(3600);
    const next = await client.paymentIntents.create(pay);
    await sandbox.settle();
    await sandbox.snapshots.restore(saved.id);
    // Taken at once, before anything else is written.
    const again = await sandbox.snapshots.save();
    const after = tablesOf((await client.snapshots.export(again.id)).database);

    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [table, rows] of Object.entries(before)) {
      if (table === "sandbox") continue;
      expect([table, after[table]]).toEqual([table, rows]);
    }
    // Whoever follows the events is told that it is another history.
    expect(after["sandbox"]).not.toEqual(before["sandbox"]);
    expect(sandbox.clock.now()).toBe(frozenAt);
    await expect(client.paymentIntents.get(next.id)).rejects.toMatchObject({ code: "resource_missing" });
    await sandbox.clock.advance(3600);
    expect((await client.paymentIntents.create(pay)).id).toBe(next.id);
    expect((await client.sandbox.reconcile()).clean).toBe(true);
    expect((await client.ledger.verify()).valid).toBe(true);
  });

  test("goes on with what was due, and forgets what became due later", async () => {
    const receiver = await startReceiver(() => 500);
    const sandbox = await startSandbox(fileOption());
    const { client } = sandbox;
    await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.succeeded"] });
    await client.paymentIntents.create(pay);
    await sandbox.settle();
    const { id } = await sandbox.snapshots.save();
    receiver.behave(() => 200);
    await sandbox.clock.advance(10);
    expect((await client.webhookDeliveries.list({ status: "succeeded" })).data).toHaveLength(1);
    await client.paymentIntents.create(pay);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(3);

    await sandbox.snapshots.restore(id);
    await sandbox.settle();
    const [delivery, ...others] = (await client.webhookDeliveries.list()).data;
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ status: "pending", attempt_count: 1 });
    await sandbox.clock.advance(10);
    expect(receiver.received).toHaveLength(4);
    expect((await client.webhookDeliveries.list({ status: "succeeded" })).data).toHaveLength(1);
  });

  test("sends what follows at the rate of its endpoint, though it sent later before", async () => {
    const receiver = await startReceiver();
    const sandbox = await startSandbox(fileOption());
    const { client } = sandbox;
    await client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.succeeded"], rate_limit: 1 });
    const { id } = await sandbox.snapshots.save();
    await sandbox.clock.advance(3 * 24 * 3600);
    await client.paymentIntents.create(pay);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(1);

    await sandbox.snapshots.restore(id);
    await client.paymentIntents.create(pay);
    await sandbox.settle();
    expect(receiver.received).toHaveLength(2);
  });

  test("logs the requests that follow, though their ids were drawn before", async () => {
    const sandbox = await startSandbox(fileOption());
    const { client } = sandbox;
    const { id } = await sandbox.snapshots.save();
    await client.snapshots.get(id);
    await client.snapshots.restore(id);
    for (let read = 0; read < 5; read++) await sandbox.client.snapshots.get(id);
    const { data } = await sandbox.client.requests.list({ limit: 100 });
    expect(data.filter(({ operation }) => operation === "snapshots.get")).toHaveLength(5);
  });

  test("does not know a key that was made after the snapshot", async () => {
    const sandbox = await startSandbox(fileOption());
    const { id } = await sandbox.snapshots.save();
    const { key } = await sandbox.client.apiKeys.create({ environment: "test" });
    expect(await sandbox.client.auth.whoami({}, { apiKey: key })).toMatchObject({ environment: "test" });
    await sandbox.snapshots.restore(id);
    expect(await codeOf(sandbox.client.auth.whoami({}, { apiKey: key }))).toBe("api_key_invalid");
  });
});

test("a sandbox that refuses writes after failures of ours takes them again once it is restored", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file, logLevel: "silent" });
  const { id } = await sandbox.snapshots.save();
  await sandbox.clock.advance(3600);
  const store = openStore(file, {});
  store.exec("CREATE TRIGGER broken BEFORE INSERT ON payment_intents BEGIN SELECT RAISE(ABORT, 'broken'); END");
  const client = clientOf(sandbox, sandbox.apiKey);
  for (let index = 0; index < 5; index++) {
    expect(await codeOf(client.paymentIntents.create(pay))).toBe("internal_error");
  }
  expect((await client.sandbox.health()).circuits).toEqual({ writes: "open" });
  await sandbox.snapshots.restore(id);
  expect((await client.sandbox.health()).circuits).toEqual({ writes: "closed" });
  expect(await client.paymentIntents.create(pay)).toMatchObject({ status: "succeeded" });
});

test("snapshots are listed, read and deleted, and one that is not there is missing", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const first = await client.snapshots.save({ name: "first" });
  const second = await client.snapshots.save();
  expect((await client.snapshots.list()).data.map(({ id, name }) => [id, name])).toEqual([
    [second.id, null],
    [first.id, "first"],
  ]);
  expect(await client.snapshots.get(first.id)).toEqual(first);
  expect(first).toMatchObject({ object: "snapshot", clock: { mode: "frozen", now: frozenAt }, seeded: true });
  expect(await client.sandbox.get()).toMatchObject({ snapshots: 2, forks: 0, seed: "test" });
  await client.snapshots.delete(first.id);
  for (const call of [
    client.snapshots.restore,
    client.snapshots.delete,
    client.snapshots.fork,
    client.snapshots.export,
  ]) {
    expect(await codeOf(call(first.id))).toBe("resource_missing");
  }
});

test("snapshots of a sandbox in a file are there after a restart", async () => {
  const file = temporaryFile();
  const first = await startSandbox({ file });
  const intent = await first.client.paymentIntents.create(pay);
  const { id } = await first.snapshots.save("before");
  await first.close();
  const second = await startSandbox({ file });
  await second.client.sandbox.reset();
  expect((await second.client.snapshots.list()).data.map(({ name }) => name)).toEqual(["before"]);
  const { api_key: key } = await second.client.snapshots.restore(id);
  expect(key).toBe(second.apiKey);
  expect(await second.client.paymentIntents.get(intent.id)).toMatchObject({ status: "succeeded" });
  await second.snapshots.delete(id);
  expect(existsSync(`${file}.snapshots/${id}.json`)).toBe(false);
});

test("snapshots of a file that this version cannot read are listed with the reason, refused, and can be deleted", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const { client } = sandbox;
  const save = (name: string) => client.snapshots.save({ name });
  const [old, newer, cut, fine] = [
    await save("old"),
    await save("new"),
    await save("cut"),
    await save("fine"),
  ] as const;
  const fileOf = ({ id }: Snapshot) => `${file}.snapshots/${id}.json`;
  const text = readFileSync(fileOf(old), "utf8");
  const change = (snapshot: Snapshot, changed: object) =>
    writeFileSync(fileOf(snapshot), JSON.stringify({ ...(JSON.parse(text) as object), ...changed }));
  change(old, { schema_hash: "0".repeat(64) });
  change(newer, { format: 2, database: { pages: [] } });
  writeFileSync(fileOf(cut), text.slice(0, 5000));

  const errors = [
    [old, "snapshot_schema_mismatch"],
    [newer, "snapshot_newer"],
    [cut, "snapshot_damaged"],
  ] as const;
  const listed = (await client.snapshots.list()).data;
  expect(new Map(listed.map(({ id, error }) => [id, error]))).toEqual(
    new Map([...errors.map(([{ id }, error]) => [id, error] as const), [fine.id, null]]),
  );
  expect(await client.snapshots.get(old.id)).toEqual({
    ...old,
    schema_hash: "0".repeat(64),
    error: "snapshot_schema_mismatch",
  });
  expect(await client.snapshots.get(fine.id)).toEqual(fine);
  for (const [{ id }, error] of errors) {
    for (const call of [client.snapshots.restore, client.snapshots.fork, client.snapshots.export]) {
      expect(await codeOf(call(id))).toBe(error);
    }
    expect(await client.snapshots.delete(id)).toMatchObject({ deleted: true });
    expect(await codeOf(client.snapshots.delete(id))).toBe("resource_missing");
  }
  expect((await client.snapshots.list()).data).toEqual([fine]);
});

test("an exported snapshot brings the state, the keys and the time to another sandbox", async () => {
  const first = await startSandbox({ seed: "one" });
  const intent = await first.client.paymentIntents.create(pay);
  await first.clock.advance(5000);
  const file = await first.client.snapshots.export((await first.snapshots.save("shop")).id);
  expect(file).toMatchObject({ format: 1, name: "shop", sandbox_version: expect.any(String) as string });

  const second = await startSandbox({ seed: "two", file: temporaryFile() });
  const imported = await second.client.snapshots.import(file);
  expect(imported).toMatchObject({ name: "shop", schema_hash: file.schema_hash });
  const { api_key: key } = await second.client.snapshots.restore(imported.id);
  expect(key).toBe(first.apiKey);
  expect(second.apiKey).toBe(first.apiKey);
  expect(await second.client.paymentIntents.get(intent.id)).toMatchObject({ status: "succeeded" });
  expect(second.clock.now()).toBe(frozenAt + 5000);
  expect((await second.client.paymentIntents.create(pay)).id).toBe((await first.client.paymentIntents.create(pay)).id);
});

test("a file that is newer, of other tables, or damaged is refused, and nothing is taken in", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const file = await client.snapshots.export((await sandbox.snapshots.save()).id);
  const bytes = gunzipSync(Buffer.from(file.database, "base64"));
  const foreign = new BetterSqlite(":memory:");
  foreign.exec("CREATE TABLE other (n INTEGER)");
  const pack = (database: Buffer) => gzipSync(database).toString("base64");
  const scrambled = Buffer.from(bytes);
  scrambled.fill(7, 4096, 40_960);
  const cases = [
    [{ ...file, format: 2 }, "snapshot_newer"],
    [{ ...file, schema_hash: "0".repeat(64) }, "snapshot_schema_mismatch"],
    [{ ...file, database: pack(foreign.serialize()) }, "snapshot_schema_mismatch"],
    [{ ...file, database: "no gzip" }, "snapshot_damaged"],
    [{ ...file, database: pack(bytes.subarray(0, 5000)) }, "snapshot_damaged"],
    [{ ...file, database: pack(scrambled) }, "snapshot_damaged"],
    [{ ...file, database: pack(Buffer.from("no database at all")) }, "snapshot_damaged"],
    [{ ...file, chance: '{"seed":1}' }, "snapshot_damaged"],
    [{ ...file, format: 0 }, "parameter_invalid_integer"],
  ] as const;
  for (const [document, code] of cases) expect(await codeOf(client.snapshots.import(document))).toBe(code);
  expect((await failureOf(client.snapshots.import({ ...file, format: 2 }))).message).toContain("reads up to 1");
  expect(await sandbox.snapshots.list()).toHaveLength(1);
  foreign.close();
});

test("a fork over the wire is another sandbox on a port of its own, until it is ended or its sandbox ends", async () => {
  const sandbox = await createTestSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  const intent = await sandbox.client.paymentIntents.create(pay);
  const { id } = await sandbox.client.snapshots.save();
  const forks = [await sandbox.client.snapshots.fork(id), await sandbox.client.snapshots.fork(id)];
  expect((await sandbox.client.forks.list()).data).toEqual(forks);
  const read = ({ url, api_key: key }: { url: string; api_key: string }) =>
    fetch(`${url}/payments/payment_intents/${intent.id}`, { headers: { authorization: `Bearer ${key}` } });
  for (const fork of forks) expect((await read(fork)).status).toBe(200);
  await sandbox.client.forks.delete(forks[0]!.id);
  await expect(read(forks[0]!)).rejects.toThrow("fetch failed");
  expect(await codeOf(sandbox.client.forks.delete(forks[0]!.id))).toBe("resource_missing");
  await sandbox.close();
  await expect(read(forks[1]!)).rejects.toThrow("fetch failed");
});

test("no more snapshots and forks are made than there may be, also of those that are asked for at once", async () => {
  const { client } = await startSandbox();
  const { id } = await client.snapshots.save();
  const atOnce = async (count: number, make: () => Promise<unknown>) => {
    const made = await Promise.allSettled(Array.from({ length: count }, make));
    return made.flatMap((one) => (one.status === "rejected" ? [(one.reason as ApiError).code] : []));
  };
  expect(await atOnce(limits.snapshotsMax + 1, () => client.snapshots.save())).toEqual([
    "snapshot_limit",
    "snapshot_limit",
  ]);
  expect((await client.snapshots.list()).data).toHaveLength(limits.snapshotsMax);
  expect(await atOnce(limits.forksMax + 1, () => client.snapshots.fork(id))).toEqual(["fork_limit"]);
  const { data } = await client.forks.list();
  expect(data).toHaveLength(limits.forksMax);
  await client.forks.delete(data[0]!.id);
  await client.snapshots.fork(id);
});

test("a restore that is refused changes nothing: neither time nor draws nor rows", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const { client, clock } = sandbox;
  await client.customers.create({ name: "Ada" });
  const saved = await sandbox.snapshots.save();
  await client.customers.create({ name: "Grace" });
  await clock.advance(3 * 24 * 3600);
  const now = clock.now();

  const other = new BetterSqlite(file, { readonly: true });
  onTestFinished(() => void other.close());
  other.exec("BEGIN");
  other.prepare("SELECT count(*) FROM customers").get();
  expect(await failureOf(client.snapshots.restore(saved.id))).toMatchObject({ code: "lock_timeout" });
  other.exec("COMMIT");

  expect(clock.now()).toBe(now);
  await client.customers.create({ name: "Edsger" });
  const { data } = await client.customers.list();
  expect(data.map(({ name }) => name)).toEqual(["Edsger", "Grace", "Ada"]);
  await sandbox.snapshots.restore(saved.id);
  expect((await client.customers.list()).data.map(({ name }) => name)).toEqual(["Ada"]);
});

test("a snapshot, a restore and a reset come to an end while others read all the time", async () => {
  const sandbox = await startSandbox();
  let reading = true;
  onTestFinished(() => void (reading = false));
  const readers = Array.from({ length: 4 }, async () => {
    while (reading) {
      await sandbox.client.customers.list();
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const saved = await sandbox.snapshots.save();
  await sandbox.snapshots.restore(saved.id);
  await sandbox.client.sandbox.reset();
  reading = false;
  await Promise.allSettled(readers);
  expect(await sandbox.client.customers.list()).toMatchObject({ data: [] });
});

test("what a killed sandbox had begun to write of a snapshot is gone at the next start", async () => {
  const file = temporaryFile();
  mkdirSync(`${file}.snapshots`);
  const begun = `${file}.snapshots/snap_${"0".repeat(24)}.json.new`;
  writeFileSync(begun, '{"object":"snapshot_file","database":"H4sI');
  const sandbox = await startSandbox({ file });
  expect(existsSync(begun)).toBe(false);
  expect(await sandbox.snapshots.list()).toEqual([]);
});
