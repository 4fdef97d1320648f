import { describe, expect, onTestFinished, test, vi } from "vitest";

import { Connection } from "../../src/platform/db/connection.ts";
import { limits } from "../../src/platform/limits.ts";
import { clientOf, registerMember } from "../support/account.ts";
import { failureOf } from "../support/failure.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { openStore } from "../support/store.ts";
import { jsonBody, send } from "../support/wire.ts";

const list = { path: "/payments/payment_intents" };
const limitsOf = (headers: Record<string, unknown>) =>
  ["limit", "remaining", "reset"].map((name) => headers[`ratelimit-${name}`]);

describe("the rate limit", () => {
  test("is off unless asked, and is announced all the same", async () => {
    const sandbox = await startSandbox();
    const authorization = `Bearer ${sandbox.apiKey}`;
    const answer = await send(sandbox.url, { ...list, headers: { authorization } });
    expect(limitsOf(answer.headers)).toEqual(["1000000", "999999", "60"]);
    const refused = await send(sandbox.url, { ...list, headers: { authorization: "Bearer x" } });
    expect([refused.status, refused.headers["ratelimit-limit"]]).toEqual([401, "1000000"]);
  });

  test("counts each key in fixed windows, and says how long to wait", async () => {
    const sandbox = await startSandbox({ rateLimit: { limit: 3, windowSeconds: 60 } });
    const authorization = `Bearer ${sandbox.apiKey}`;
    const call = () => send(sandbox.url, { ...list, headers: { authorization } });
    await sandbox.clock.advance(20);
    const seen = [await call(), await call(), await call()];
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(seen.map(({ headers }) => headers["ratelimit-remaining"])).toEqual(["2", "1", "0"]);
    const refused = await call();
    expect([refused.status, refused.error?.code, refused.error?.type]).toEqual([
      429,
      "rate_limited",
      "rate_limit_error",
    ]);
    expect(refused.headers["retry-after"]).toBe("40");
    expect(limitsOf(refused.headers)).toEqual(["3", "0", "40"]);
    // Another caller has a count of their own; whether it answers may always be asked.
    expect((await send(sandbox.url, { ...list })).status).toBe(401);
    expect((await send(sandbox.url, { path: "/health", headers: { authorization } })).status).toBe(200);
    await sandbox.clock.advance(40);
    expect((await call()).status).toBe(200);
  });

  test("does nothing for what it refuses", async () => {
    const sandbox = await startSandbox({ rateLimit: { limit: 1, windowSeconds: 60 } });
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const refused = clientOf(sandbox, sandbox.apiKey).paymentIntents.create({ amount: 2000, currency: "usd" });
    expect((await failureOf(refused)).code).toBe("rate_limited");
    await sandbox.clock.advance(60);
    expect((await sandbox.client.paymentIntents.list()).data).toHaveLength(1);
  });

  test("of the production profile holds a hundred a minute per key, and ten log-ins per address", async () => {
    const sandbox = await startSandbox({ profile: "production" });
    expect((await sandbox.client.sandbox.health()).profile).toBe("production");
    const login = () =>
      send(sandbox.url, { method: "POST", path: "/auth/login", ...jsonBody({ email: "a@b", password: "x" }) });
    const statuses = [];
    for (let index = 0; index < 11; index++) statuses.push((await login()).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const calls = await Promise.all(
      Array.from({ length: 101 }, () =>
        send(sandbox.url, { ...list, headers: { authorization: `Bearer ${sandbox.apiKey}` } }),
      ),
    );
    expect(calls.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

test("the production profile keeps the schedules of banks, which an account may change", async () => {
  const { client, clock } = await startSandbox({ profile: "production" });
  const day = 24 * 3600;
  expect(await client.paymentSettings.get()).toMatchObject({
    bank_debit_delay_s: 4 * day,
    refund_delay_s: 5 * day,
    dispute_decision_delay_s: 60 * day,
    settlement_delay_s: 2 * day,
  });
  const card = { type: "card", card: { number: "4000000000007726", exp_month: 12, exp_year: 2035 } } as const;
  const refundOne = async () => {
    const { id: payment_method } = await client.paymentMethods.create(card);
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method,
      confirm: true,
    });
    return client.refunds.create({ payment_intent: intent.id });
  };
  const slow = await refundOne();
  await clock.advance(5 * day - 1);
  expect((await client.refunds.get(slow.id)).status).toBe("pending");
  await clock.advance(1);
  expect((await client.refunds.get(slow.id)).status).toBe("succeeded");

  await client.paymentSettings.update({ refund_delay_s: 60 });
  expect(await client.paymentSettings.get()).toMatchObject({ refund_delay_s: 60, bank_debit_delay_s: 4 * day });
  const quick = await refundOne();
  await clock.advance(60);
  expect((await client.refunds.get(quick.id)).status).toBe("succeeded");
});

describe("the circuit breaker", () => {
  test("opens after five failures of ours, however the sandbox's clock stands", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file, logLevel: "silent" });
    const write = () =>
      failureOf(clientOf(sandbox, sandbox.apiKey).paymentIntents.create({ amount: 2000, currency: "usd" }));
    const healthOf = async () =>
      (await send(sandbox.url, { path: "/health" })).json as { status: string; circuits: object };
    openStore(file, {}).exec(
      "CREATE TRIGGER broken BEFORE INSERT ON payment_intents BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    for (let index = 0; index < 5; index++) expect((await write()).code).toBe("internal_error");
    expect(await write()).toMatchObject({ status: 503, code: "circuit_open" });
    expect(await healthOf()).toMatchObject({ status: "degraded", ready: false, circuits: { writes: "open" } });
    expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
    await sandbox.clock.freeze(sandbox.clock.now() + 3600);
    expect((await write()).code).toBe("circuit_open");
  });

  test("does not count what the caller did wrong", async () => {
    const sandbox = await startSandbox();
    for (let index = 0; index < 10; index++) {
      await failureOf(clientOf(sandbox, sandbox.apiKey).paymentIntents.create({ amount: 1, currency: "usd" }));
    }
    expect((await sandbox.client.sandbox.health()).circuits).toEqual({ writes: "closed" });
  });
});

test("a full disk is told as one, changes nothing, and holds nothing up once there is room", async () => {
  const begin = vi.spyOn(Connection.prototype, "begin");
  const sandbox = await startSandbox({ file: temporaryFile(), logLevel: "silent" });
  const disk = begin.mock.contexts.at(-1) as Connection;
  const client = clientOf(sandbox, sandbox.apiKey);
  const metadata = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, "x".repeat(500)]));
  const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true, metadata } as const;
  let made = 0;
  const fillUp = async () => {
    for (;;) {
      const refused = await failureOf(client.paymentIntents.create(pay)).catch(() => undefined);
      if (refused) return refused;
      made += 1;
    }
  };
  // SQLite takes a file that may not grow for a full disk.
  disk.db.pragma("max_page_count = 1");
  expect(await fillUp()).toMatchObject({ status: 507, code: "disk_full" });
  for (let count = 0; count < 6; count += 1) {
    const again = client.paymentIntents.create(pay, { idempotencyKey: "once" });
    expect((await failureOf(again)).code).toBe("disk_full");
  }
  const eventsBefore = (await client.events.list({ limit: 100 })).data.length;
  expect((await client.paymentIntents.list({ limit: 100 })).data).toHaveLength(made);
  expect((await client.sandbox.health()).circuits).toEqual({ writes: "closed" });

  disk.db.pragma("max_page_count = 1000000");
  expect((await client.paymentIntents.create(pay, { idempotencyKey: "once" })).status).toBe("succeeded");
  expect((await client.paymentIntents.list({ limit: 100 })).data).toHaveLength(made + 1);
  expect((await client.events.list({ limit: 100 })).data.length).toBeGreaterThan(eventsBefore);
  expect((await client.sandbox.reconcile()).clean).toBe(true);
});

test("a disk without room is told by the health before a write finds out, and has no meaning in memory", async () => {
  const sandbox = await startSandbox({ file: temporaryFile() });
  const health = async ({ url }: { url: string }) => (await send(url, { path: "/health" })).json;
  expect(await health(sandbox)).toMatchObject({ status: "ok", ready: true, disk: "ok" });
  const { diskFreeBytesMin } = limits;
  Object.assign(limits, { diskFreeBytesMin: Number.MAX_SAFE_INTEGER });
  onTestFinished(() => void Object.assign(limits, { diskFreeBytesMin }));
  expect(await health(sandbox)).toMatchObject({ status: "degraded", live: true, ready: false, disk: "full" });
  expect(await health(await startSandbox())).toMatchObject({ status: "ok", ready: true, disk: "ok" });
});

test("a stored answer is sealed: neither the key of the request nor what it holds can be read in the database", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const { session } = await registerMember(sandbox, "ada@example.test");
  const create = () =>
    clientOf(sandbox, session.token).apiKeys.create({ environment: "test" }, { idempotencyKey: "a-key-of-my-own" });
  const first = await create();
  expect((await create()).key).toBe(first.key);
  const rows = openStore(file)
    .prepare("SELECT digest, body FROM idempotency_keys WHERE operation = 'api_keys.create'")
    .all() as { digest: Buffer; body: Buffer }[];
  expect(rows).toHaveLength(1);
  expect(rows[0]?.digest).toHaveLength(16);
  expect(rows[0]?.body.includes("api_key")).toBe(false);
});
