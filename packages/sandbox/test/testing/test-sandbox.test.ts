import { gunzipSync } from "node:zlib";

import { eventTypes, expanded, runTrigger } from "@micro/sdk";
import BetterSqlite from "better-sqlite3";
import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";

import { isSubset, judgeDelivered } from "../../src/testing/judge.ts";
import { createScenePool } from "../../src/testing/pool.ts";
import { createTestSandbox, openSandboxes, type TestSandbox, type TestSandboxOptions } from "../../src/testing.ts";

async function open(options: TestSandboxOptions = {}) {
  const sandbox = await createTestSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}
const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;

test("a request is dispatched without a port, and answered as over one", async () => {
  const sandbox = await open();
  const authorization = `Bearer ${sandbox.apiKey}`;
  const created = await sandbox.dispatch({ path: "/payments/payment_intents", headers: { authorization }, body: pay });
  expect(created.status).toBe(201);
  const intent = (await created.json()) as { id: string; status: string };
  expect(intent.status).toBe("succeeded");
  expect(created.headers.get("request-id")).toMatch(/^req_/);

  const read = await sandbox.dispatch(
    new Request(`http://localhost/payments/payment_intents/${intent.id}`, { headers: { authorization } }),
  );
  expect(await read.json()).toMatchObject({ id: intent.id });
  expect((await sandbox.dispatch({ path: "/payments/payment_intents" })).status).toBe(401);
  const posted = await sandbox.dispatch(
    new Request("http://localhost/payments/payment_intents", {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ amount: 5, currency: "usd", nonsense: 1 }),
    }),
  );
  expect(await posted.json()).toMatchObject({ error: { code: "parameter_unknown", param: "nonsense" } });
});

test("the client, the events, the built-in receiver, the inbox, the ledger and the requests work without a port", async () => {
  const sandbox = await open();
  const waiting = sandbox.events.waitFor("payment.succeeded");
  const intent = await sandbox.client.paymentIntents.create(pay);
  expect((await waiting).data.object.id).toBe(intent.id);

  const [webhook, ...others] = await sandbox.webhooks.received("payment.succeeded");
  expect(others).toEqual([]);
  expect(webhook).toMatchObject({
    type: "payment.succeeded",
    status: 200,
    event: { data: { object: { id: intent.id } } },
  });
  expect(new Webhook(sandbox.webhooks.secret).verify(webhook!.body, webhook!.headers)).toMatchObject({
    id: webhook!.id,
  });

  expect((await sandbox.events.drain()).map(({ type }) => type)).toContain("charge.succeeded");
  expect(await sandbox.events.drain()).toEqual([]);

  await sandbox.client.notifications.create({ channel: "email", to: "ada@example.test", text: "Hello" });
  expect(await sandbox.inbox.waitFor({ to: "ada@example.test" })).toMatchObject({ to: "ada@example.test" });
  await expect(sandbox.inbox.waitFor({ to: "bob@example.test", timeoutMs: 0 })).rejects.toThrow(
    "No message to bob@example.test came within 0 s.",
  );
  await sandbox.ledger.assertBalanced();
  expect((await sandbox.requests.list()).map(({ operation }) => operation)).toContain("payment_intents.create");
});

test("what the receiver answers decides about the delivery, and time brings the next attempt", async () => {
  const sandbox = await open({ clock: "2027-01-15T08:00:00Z", webhooks: { events: ["payment.succeeded"] } });
  sandbox.webhooks.answer(({ type }) => (type === "payment.succeeded" ? 500 : 200));
  await sandbox.client.paymentIntents.create(pay);
  expect((await sandbox.webhooks.received()).map(({ status }) => status)).toEqual([500]);
  sandbox.webhooks.deliverTo(async (request) => {
    expect(await request.json()).toMatchObject({ type: "payment.succeeded" });
    return new Response("taken", { status: 202 });
  });
  await sandbox.clock.advance("10s");
  expect((await sandbox.webhooks.received()).map(({ status }) => status)).toEqual([500, 202]);
  const [delivery] = (await sandbox.client.webhookDeliveries.list()).data;
  expect(delivery).toMatchObject({ status: "succeeded", attempt_count: 2 });
});

test.each([
  ["throws", () => Promise.reject(new Error("no such order")), "The handler threw: no such order"],
  ["returns nothing", () => undefined as never, "The handler returned undefined and no Response."],
])("a webhook whose handler %s came all the same, and its attempt says what was wrong", async (_, handler, problem) => {
  const sandbox = await open({ webhooks: { events: ["payment.succeeded"] } });
  sandbox.webhooks.deliverTo(handler);
  await sandbox.client.paymentIntents.create(pay);
  const [webhook, ...others] = await sandbox.webhooks.received();
  expect(webhook).toMatchObject({ type: "payment.succeeded", status: 500, error: problem });
  expect(others).toEqual([]);
  const [delivery] = (await sandbox.client.webhookDeliveries.list()).data;
  expect(delivery).toMatchObject({ status: "pending", attempt_count: 1 });
  const [attempt] = (await sandbox.client.webhookAttempts.list()).data;
  expect(attempt).toMatchObject({ status_code: 500, error: "status", error_message: problem });
  const verdict = await judgeDelivered(sandbox, "payment.succeeded", undefined, isSubset);
  expect(verdict.pass).toBe(false);
  expect(verdict.message()).toMatch(`The receiver refused 1 of them.\n${problem}`);
});

test("a handler that never returns holds a delivery up as long as any receiver may, and no close", async () => {
  const sandbox = await createTestSandbox({ webhooks: { events: ["payment.created"] } });
  const { promise: called, resolve } = Promise.withResolvers<void>();
  sandbox.webhooks.answer(() => {
    resolve();
    return new Promise(() => {});
  });
  await sandbox.client.paymentIntents.create(pay);
  await called;
  await sandbox.close();
  expect(await sandbox.webhooks.received()).toMatchObject([{ type: "payment.created", status: 0 }]);
});

test("a wall that is set back holds nothing up, and no event is older than the one before", async () => {
  const sandbox = await open();
  await sandbox.client.customers.create({ name: "Ada" });
  const before = sandbox.clock.now();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 365 * 86_400_000 });
  onTestFinished(() => void vi.useRealTimers());
  await sandbox.client.customers.create({ name: "Grace" });
  const received = await sandbox.webhooks.received("customer.created");
  expect(received.map(({ event }) => event.created >= before - 1)).toEqual([true, true]);
  expect(sandbox.clock.now()).toBeGreaterThanOrEqual(before);
  vi.useRealTimers();
  expect(sandbox.clock.now()).toBeLessThan(before + 60);
});

test("the clock of a sandbox that is closed moves no more, and says why", async () => {
  const { clock, close } = await createTestSandbox({ clock: "2027-01-15T08:00:00Z" });
  await close();
  const before = clock.now();
  for (const move of [clock.advance("2d"), clock.set(before + 1), clock.freeze()]) {
    await expect(move).rejects.toThrow("The sandbox is closed.");
  }
  expect(clock.now()).toBe(before);
});

test("what is asked of a sandbox that is closed is rejected, and says why", async () => {
  const { dispatch, fetch, close } = await createTestSandbox();
  await close();
  for (const answer of [dispatch({ path: "/health" }), fetch("http://localhost/health")]) {
    await expect(answer).rejects.toThrow(new TypeError("The sandbox is closed."));
  }
});

test("to wait for an event that there is none of is refused, with the type", async () => {
  const sandbox = await open();
  await expect(sandbox.events.waitFor("payment.suceeded")).rejects.toMatchObject({
    message: expect.stringContaining("No event type fits 'payment.suceeded'.") as string,
    cause: { message: "No event type fits 'payment.suceeded'." },
  });
  await expect(sandbox.webhooks.received("payment.suceeded")).rejects.toThrow("'payment.suceeded'. The types are in");
  await expect(sandbox.webhooks.received("paymnet.*")).rejects.toThrow("'paymnet.*'");
  expect(await sandbox.webhooks.received("payment.*")).toEqual([]);
  expect(await sandbox.webhooks.received("*")).toEqual([]);
});

test("a loop that asks and asks holds nobody else up", async () => {
  const { client } = await open();
  let isCreated = false;
  const created = client.customers.create({ name: "Ann" }).then(() => (isCreated = true));
  let asked = 0;
  for (; !isCreated && asked < 5000; asked += 1) await client.sandbox.health();
  expect(isCreated).toBe(true);
  await created;
});

test("a request ends for whoever gives it up, with his reason", async () => {
  const sandbox = await open();
  await sandbox.client.faults.create({ effect: "latency", latency_ms: 30_000, operation: "payment_intents.create" });
  await expect(sandbox.client.paymentIntents.create(pay, { timeoutMs: 20 })).rejects.toMatchObject({
    reason: "timeout",
  });
  const signal = AbortSignal.timeout(20);
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
  const asked = { method: "POST", headers, body: "{}", signal };
  await expect(sandbox.fetch("http://localhost/payments/payment_intents", asked)).rejects.toThrow("timeout");
  const request = new Request("http://localhost/payments/payment_intents", {
    ...asked,
    signal: AbortSignal.timeout(20),
  });
  await expect(sandbox.fetch(request)).rejects.toThrow("timeout");
});

test("a time that is none is refused by a promise, as everything else is", async () => {
  const { clock, client, testClocks } = await open({ clock: "2027-01-15T08:00:00Z" });
  const { id } = await client.testClocks.create({ frozen_time: clock.now() });
  const calls = [
    () => clock.advance("foo"),
    () => clock.advance(-1),
    () => clock.set(Number.NaN),
    () => clock.set(new Date("foo")),
    () => clock.freeze(0.5),
    () => testClocks.advance(id, "foo"),
  ];
  for (const call of calls) {
    let answer: Promise<unknown> | undefined;
    expect(() => (answer = call())).not.toThrow();
    await expect(answer).rejects.toThrow();
  }
});

test("each account sees its own alone", async () => {
  const sandbox = await open({ accounts: ["shop", "other"] });
  const { shop, other } = sandbox.accounts;
  const intent = await shop!.client.paymentIntents.create(pay);
  await expect(other!.client.paymentIntents.get(intent.id)).rejects.toMatchObject({ code: "resource_missing" });
  expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
  const third = await sandbox.openAccount("third");
  expect(await third.client.auth.whoami()).toMatchObject({ account: third.id });
});

test("an account may have any name, and is opened once however often it is asked for at a time", async () => {
  const sandbox = await open({ accounts: ["constructor"] });
  expect(sandbox.accounts["constructor"]?.email).toBe("constructor@localhost");
  const [first, second] = await Promise.all([sandbox.openAccount("__proto__"), sandbox.openAccount("__proto__")]);
  expect(first.id).toBe(second.id);
  expect(first.email).toBe("__proto__@localhost");
  expect(Object.keys(sandbox.accounts)).toEqual(["constructor", "__proto__"]);
  expect(sandbox.accounts["toString"]).toBeUndefined();
  await using fork = await sandbox.fork();
  expect(Object.keys(fork.accounts)).toEqual(["constructor", "__proto__"]);
  await sandbox.reset();
  expect(Object.keys(sandbox.accounts)).toEqual([]);
  await sandbox.openAccount("__proto__");
  expect(Object.keys(sandbox.accounts)).toEqual(["__proto__"]);
});

test.each(["", undefined, null, 5])("an account is not opened under the name %j", async (name) => {
  const sandbox = await open();
  await expect(sandbox.openAccount(name as never)).rejects.toThrow("An account's name should be a text, and not empty");
  await expect(createTestSandbox({ accounts: [name as never] })).rejects.toThrow(
    "`accounts` should be a list of names",
  );
});

test.each(["/health", undefined, { url: "/health" }])("what is no request is refused as such: %j", async (request) => {
  const sandbox = await open();
  await expect(sandbox.dispatch(request as never)).rejects.toThrow("Give a Request, or an object with a path");
});

test("a wait for a message takes no option that there is none of", async () => {
  const sandbox = await open();
  await expect(sandbox.inbox.waitFor({ timeout: 5 } as object)).rejects.toThrow("The options are to, timeoutMs.");
});

test("a front end's page is let in by its origin, and pays with the publishable key of its account", async () => {
  const origin = "http://localhost:3000";
  const sandbox = await open({ corsOrigins: [origin], accounts: ["shop"] });
  const shop = sandbox.accounts["shop"]!;
  const { id, client_secret: secret } = await shop.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  const path = `/payments/payment_intents/${id}/confirm`;
  const preflight = await sandbox.dispatch({ method: "OPTIONS", path, headers: { origin } });
  expect(preflight.headers.get("access-control-allow-headers")).toContain("stripe-version");
  const confirm = (from: string, key: string) =>
    sandbox.dispatch({
      path,
      headers: { origin: from, authorization: `Bearer ${key}` },
      body: { client_secret: secret, payment_method: "pm_card_visa" },
    });
  expect((await confirm("http://localhost:3001", shop.publishableKey)).status).toBe(403);
  expect((await confirm(origin, sandbox.publishableKey)).status).toBe(400);
  const paid = await confirm(origin, shop.publishableKey);
  expect(paid.headers.get("access-control-allow-origin")).toBe(origin);
  expect(await paid.json()).toMatchObject({ id, status: "succeeded" });
});

test("an origin that is none is refused", async () => {
  await expect(createTestSandbox({ corsOrigins: ["*"] })).rejects.toMatchObject({ code: "origin_invalid" });
  await expect(createTestSandbox({ corsOrigins: "http://localhost:3000" as never })).rejects.toThrow(
    "`corsOrigins` should be a list of origins",
  );
});

test("the publishable keys are those of the seed, also of a fork and after a reset", async () => {
  const [sandbox, same, other] = [await open({ accounts: ["shop"] }), await open(), await open({ seed: "another" })];
  const { publishableKey } = sandbox;
  expect(publishableKey).toMatch(/^pk_test_/);
  expect([same.publishableKey, sandbox.account.publishableKey]).toEqual([publishableKey, publishableKey]);
  expect(other.publishableKey).not.toBe(publishableKey);
  const fork = await sandbox.fork();
  onTestFinished(() => fork.close());
  expect(fork.publishableKey).toBe(publishableKey);
  expect(fork.accounts["shop"]?.publishableKey).toBe(sandbox.accounts["shop"]?.publishableKey);
  expect(fork.accounts["shop"]?.publishableKey).not.toBe(publishableKey);
  await sandbox.reset();
  expect(sandbox.publishableKey).toBe(publishableKey);
});

test("a fork begins with the state, the clock and the chance of its sandbox, and goes its own way", async () => {
  const sandbox = await open({ clock: "2027-01-15T08:00:00Z" });
  const before = await sandbox.client.paymentIntents.create(pay);
  const fork = await sandbox.fork();
  onTestFinished(() => fork.close());
  expect(await fork.client.paymentIntents.get(before.id)).toEqual(await sandbox.client.paymentIntents.get(before.id));
  expect(fork.webhooks.secret).toBe(sandbox.webhooks.secret);
  const own = await fork.client.paymentIntents.create(pay);
  await expect(sandbox.client.paymentIntents.get(own.id)).rejects.toMatchObject({ code: "resource_missing" });
  expect((await sandbox.client.paymentIntents.create(pay)).id).toBe(own.id);
  expect((await fork.webhooks.received("payment.succeeded")).map(({ event }) => event.data.object)).toMatchObject([
    { id: own.id },
  ]);
});

test("a reset leaves the default account alone, its key, and an empty receiver", async () => {
  const sandbox = await open({ accounts: ["shop"], fixtures: ({ client }) => client.paymentIntents.create(pay) });
  const { apiKey, instanceId } = sandbox;
  expect((await sandbox.webhooks.received()).length).toBeGreaterThan(0);
  const old = sandbox.accounts["shop"]!;
  await sandbox.reset();
  expect(sandbox.apiKey).toBe(apiKey);
  expect(sandbox.instanceId).not.toBe(instanceId);
  expect(sandbox.accounts).toEqual({});
  expect(await sandbox.webhooks.received()).toEqual([]);
  expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
  await expect(old.client.auth.whoami()).rejects.toMatchObject({ code: "api_key_invalid" });
  await sandbox.client.paymentIntents.create(pay);
  expect((await sandbox.webhooks.received("payment.succeeded")).length).toBe(1);
});

/** How many rows each table has. */
async function countRows({ client, snapshots }: TestSandbox): Promise<Record<string, number>> {
  const { id } = await snapshots.save();
  const { database } = await client.snapshots.export(id);
  await snapshots.delete(id);
  const db = new BetterSqlite(gunzipSync(Buffer.from(database, "base64")));
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const counts = tables.map(
    (name) => [name, Number(db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())] as const,
  );
  db.close();
  return Object.fromEntries(counts);
}

test("a reset leaves in every table what a fresh sandbox has there, whatever was done", async () => {
  const sandbox = await open({ webhooks: false });
  const fresh = await countRows(await open({ webhooks: false }));
  const ofEachKind = Map.groupBy(eventTypes, (type) => type.split(".")[0]).values();
  for (const [type] of ofEachKind) {
    await runTrigger(sandbox.client, type!, { unique: () => type!.replaceAll(/[^a-z]/g, "").padEnd(12, "x") });
    await sandbox.settle();
    await sandbox.reset();
    expect(await countRows(sandbox), type).toEqual(fresh);
  }
});

test("a port is there when it is asked for", async () => {
  const sandbox = await open({ port: 0 });
  expect((await fetch(`${sandbox.url}/health`)).status).toBe(200);
  expect((await (await open()).fetch("https://api.example.com/health")).status).toBe(200);
});

test("the registry names the sandboxes that are open, with the line that made them", async () => {
  const before = openSandboxes().length;
  const sandbox = await createTestSandbox();
  expect(openSandboxes().slice(before)).toEqual([
    { instanceId: sandbox.instanceId, madeAt: expect.stringMatching(/test-sandbox\.test\.ts:\d+:\d+$/) as string },
  ]);
  await sandbox.close();
  expect(openSandboxes().length).toBe(before);
});

test("the registry names the line that made a sandbox which nobody waited for, and that of a fork", async () => {
  const before = openSandboxes().length;
  const ours = expect.stringMatching(/test-sandbox\.test\.ts:\d+:\d+$/) as string;
  const forgotten = createTestSandbox();
  await expect.poll(() => openSandboxes().slice(before)).toMatchObject([{ madeAt: ours }]);
  const fork = (await forgotten).fork();
  await expect.poll(() => openSandboxes().slice(before)).toMatchObject([{ madeAt: ours }, { madeAt: ours }]);
  await (await fork).close();
  await (await forgotten).close();
});

test("the registry names the line that made the tests of a file, where the runner asked for the sandbox", async () => {
  const before = openSandboxes().length;
  const pool = createScenePool({ isolation: "account" });
  // As the runner asks: no line of a test is on the way.
  setImmediate(pool.open as () => void);
  await expect.poll(() => openSandboxes().slice(before)[0]?.madeAt).toMatch(/test-sandbox\.test\.ts:\d+:\d+$/);
  await pool.close();
});

test("what cannot be read as an instant or a duration is refused with what would do", async () => {
  for (const clock of ["tomorrow", "2027-02-30", new Date(Number.NaN)]) {
    await expect(createTestSandbox({ clock })).rejects.toThrow('"2027-01-15T08:00:00Z"');
  }
  const sandbox = await open();
  await expect(sandbox.clock.advance("1 month")).rejects.toThrow('"30d"');
  await expect(sandbox.clock.set(0)).rejects.toThrow("Time does not go back");
});

test("no clock goes beyond the year 9999, where milliseconds taken for seconds would lead", async () => {
  const { clock, client } = await open({ clock: "2027-01-15T08:00:00Z" });
  const before = clock.now();
  await expect(clock.set(Date.now())).rejects.toThrow('a text such as "2027-01-15T08:00:00Z" or whole seconds');
  await expect(clock.freeze(Date.now())).rejects.toThrow("is not.");
  await expect(clock.set("tomorrow")).rejects.toThrow("'tomorrow' is not.");
  await expect(clock.advance("9000y")).rejects.toThrow("before the year 10000");
  await expect(client.clock.set({ at: Date.now() })).rejects.toMatchObject({ param: "at" });
  expect(clock.now()).toBe(before);
});

test("a clock is set and frozen by seconds, a date or a text", async () => {
  const { clock } = await open();
  const [first, second, third] = [2_000_000_000, new Date("2034-01-15T08:00:00Z"), "2035-01-15T08:00:00Z"] as const;
  expect(await clock.freeze(first)).toMatchObject({ mode: "frozen", now: first });
  expect(await clock.set(second)).toMatchObject({ mode: "frozen", now: second.getTime() / 1000 });
  expect(await clock.freeze(third)).toMatchObject({ now: Date.parse(third) / 1000 });
});

test("what a sandbox sets up for itself is no request of the test", async () => {
  const sandbox = await open({ accounts: ["seller"] });
  expect(await sandbox.requests.list()).toEqual([]);
  expect(await sandbox.accounts["seller"]?.requests.list()).toEqual([]);
  expect((await sandbox.client.webhookEndpoints.list()).data).toMatchObject([{ url: sandbox.webhooks.url }]);
});

test("an option that is none is refused with those that there are", async () => {
  const options: object = { frozenAt: 1_800_000_000 };
  await expect(createTestSandbox(options)).rejects.toThrow(
    "There is no option `frozenAt`. The options are seed, clock,",
  );
});

test.each<[object, string]>([
  [{ accounts: "ab" }, "`accounts` should be a list of names"],
  [{ accounts: [1] }, "`accounts` should be a list of names"],
  [{ faults: { effect: "error" } }, "`faults` should be a list of rules"],
  [{ fixtures: 5 }, "`fixtures` should be a function of the sandbox; 5 is not."],
  [null as never, "Options are an object, such as {}; null is none."],
  [{ webhooks: null }, "Options are an object, such as {}; null is none."],
  [{ webhooks: { events: "payment.*" } }, "`events` should be a list of types of events"],
  [{ webhooks: { signing: "rsa" } }, '`signing` should be "hmac" or "ed25519" or "stripe"; \'rsa\' is not.'],
  [{ clock: Number.NaN }, "`clock` should be "],
  [{ clock: -1 }, "`clock` should be "],
  [{ clock: {} }, "`clock` should be "],
])("a value that an option cannot have is refused with what would do: %o", async (options, message) => {
  const before = openSandboxes().length;
  await expect(createTestSandbox(options)).rejects.toThrow(message);
  expect(openSandboxes().length).toBe(before);
});

test("how tests are kept apart is one of two ways, and options of theirs that are none are refused at once", () => {
  expect(() => createScenePool({ isolation: "forks" as never })).toThrow('`isolation` should be "fork" or "account"');
  expect(() => createScenePool({ isolations: "fork" } as object)).toThrow("There is no option `isolations`.");
  expect(() => createScenePool(null as never)).toThrow("Options are an object");
});

test("a receiver's option, answer or handler that is none is refused where it is given", async () => {
  const webhooks: object = { event: ["payment.*"] };
  await expect(createTestSandbox({ webhooks })).rejects.toThrow(
    "There is no option `event`. The options are events, signing.",
  );
  const sandbox = await open();
  expect(() => sandbox.webhooks.answer("500" as never)).toThrow("not '500'.");
  for (const status of [99, 100, 600, 200.5, Number.NaN]) {
    expect(() => sandbox.webhooks.answer(status)).toThrow(
      `An answer is a status from 200 to 599 or a function, not ${status}.`,
    );
  }
  expect(() => sandbox.webhooks.deliverTo(undefined as never)).toThrow("A handler is a function, not undefined.");
});

test("a failing fixture leaves nothing open", async () => {
  const before = openSandboxes().length;
  await expect(createTestSandbox({ fixtures: () => Promise.reject(new Error("no")) })).rejects.toThrow("no");
  expect(openSandboxes().length).toBe(before);
});

test("what was asked for by `expand` has the types of what it is, and is refused where it was not", async () => {
  const { client } = await open();
  const { id: customer } = await client.customers.create({ email: "ada@example.com" });
  const { id } = await client.paymentIntents.create({ ...pay, customer });
  const intent = await client.paymentIntents.get(id, { expand: ["customer", "latest_charge"] });
  const shown = expanded(intent, "customer", "latest_charge");
  expect(shown.customer?.email).toBe("ada@example.com");
  expect(shown.latest_charge?.outcome.type).toBe("authorized");
  const plain = await client.paymentIntents.get(id);
  expect(() => expanded(plain, "customer")).toThrow('`expand: ["customer"]`');
});

test("a test clock is advanced by a span, and has arrived when it answers", async () => {
  await using sandbox = await createTestSandbox({ clock: "2027-01-15T08:00:00Z" });
  const { client } = sandbox;
  const { id, frozen_time: from } = await client.testClocks.create({ frozen_time: 1_893_456_000 });
  const { id: customer } = await client.customers.create({ test_clock: id });
  await client.invoiceItems.create({ customer, amount: 900, currency: "usd" });
  const terms = { auto_advance: true, pending_invoice_items_behavior: "include" } as const;
  const invoice = await client.invoices.create({ customer, ...terms });
  expect(await sandbox.testClocks.advance(id, "1mo")).toMatchObject({
    frozen_time: from + 31 * 86_400,
    status: "ready",
  });
  expect((await client.invoices.get(invoice.id)).status).toBe("open");
  expect(sandbox.clock.now()).toBe(Date.parse("2027-01-15T08:00:00Z") / 1000);
  await expect(sandbox.testClocks.advance(id, "3y")).rejects.toThrow("two years");
});
