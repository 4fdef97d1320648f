import { ApiError } from "@micro/sdk";
import { Webhook } from "standardwebhooks";
import { describe, expect, onTestFinished, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { createTestSandbox, type TestSandbox, type TestSandboxOptions } from "../../src/testing.ts";

const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
const clock = "2027-01-15T08:00:00Z";

async function open(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await createTestSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a rule for requests", () => {
  test("answers with an error in place of the work, as often as it says, and is counted", async () => {
    const { client, requests } = await open();
    const rule = await client.faults.create({
      effect: "error",
      operation: "payment_intents.create",
      status: 503,
      times: 2,
    });
    expect(rule).toMatchObject({ fired: 0, probability: 1, times: 2 });
    for (let count = 0; count < 2; count += 1) {
      expect(await failure(client.paymentIntents.create(pay))).toMatchObject({
        status: 503,
        code: "provider_unavailable",
      });
    }
    expect((await client.paymentIntents.create(pay)).status).toBe("succeeded");
    expect((await client.paymentIntents.list()).data).toHaveLength(1);
    expect((await client.faults.get(rule.id)).fired).toBe(2);
    const logged = (await requests.list()).filter(({ operation }) => operation === "payment_intents.create");
    expect(logged.map(({ status, faults }) => ({ status, faults }))).toEqual([
      { status: 503, faults: [rule.id] },
      { status: 503, faults: [rule.id] },
      { status: 201, faults: [] },
    ]);
  });

  test("fires for what fits its path and method alone", async () => {
    const { client } = await open();
    await client.faults.create({
      effect: "error",
      path: "/payments/customers*",
      method: "GET",
      error_code: "rate_limited",
    });
    await client.faults.create({ effect: "error", path: "/payments.payment_intents" });
    await client.paymentIntents.list();
    const { id } = await client.customers.create({ email: "ada@example.com" });
    expect(await failure(client.customers.get(id))).toMatchObject({ status: 429, code: "rate_limited" });
    await client.faults.clear();
    expect((await client.customers.get(id)).id).toBe(id);
  });

  test("breaks the connection after the work: the same key finds what was done", async () => {
    const { client } = await open();
    await client.faults.create({ effect: "reset", method: "POST", path: "/payments/*", times: 1 });
    const idempotencyKey = "order-1";
    const error = await failure(client.paymentIntents.create(pay, { idempotencyKey }));
    expect(error).not.toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(Error);
    const intent = await client.paymentIntents.create(pay, { idempotencyKey });
    expect(intent.lastResponse.idempotentReplayed).toBe(true);
    expect((await client.paymentIntents.list()).data).toHaveLength(1);
  });

  test.for(["reset", "cut_off"] as const)("%s is felt by a client on a real port", async (effect) => {
    const sandbox = await open({ port: 0 });
    await sandbox.client.faults.create({ effect, path: "/payments/balance" });
    const call = fetch(`${sandbox.url}/payments/balance`, { headers: { authorization: `Bearer ${sandbox.apiKey}` } });
    await expect(call.then((answer) => answer.text())).rejects.toThrow(/fetch failed|terminated/);
    expect((await fetch(`${sandbox.url}/health`)).status).toBe(200);
  });

  test("answers later", async () => {
    const { client } = await open();
    await client.faults.create({ effect: "latency", path: "/payments/balance", latency_ms: 40 });
    const startedAt = performance.now();
    await client.balance.get();
    // Node's timers may be early by less than a millisecond.
    expect(performance.now() - startedAt).toBeGreaterThan(38);
  });

  test.each([undefined, 0])("that holds a request up lets go when the sandbox closes (port %s)", async (port) => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    const sandbox = await open({ port, faults: [{ effect: "latency", path: "/payments/*", latency_ms: 60_000 }] });
    const fetchHere = port === undefined ? sandbox.fetch : fetch;
    const get = (init: RequestInit = {}) =>
      fetchHere(`${sandbox.url}/payments/balance`, { ...init, headers: { authorization: `Bearer ${sandbox.apiKey}` } });
    const given = new AbortController();
    const abandoned = failure(get({ signal: given.signal }));
    const held = Promise.all(Array.from({ length: 12 }, () => get()));
    await expect.poll(async () => (await sandbox.client.faults.list()).data[0]?.fired).toBe(13);
    given.abort(new Error("I waited long enough."));
    await abandoned;
    const closing = performance.now();
    await sandbox.close();
    expect(performance.now() - closing).toBeLessThan(4000);
    expect((await held).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("with a probability fires for the same requests each time", async () => {
    const run = async (seed: string) => {
      await using sandbox = await createTestSandbox({ seed });
      await sandbox.client.faults.create({ effect: "error", operation: "balance.get", probability: 0.5 });
      const outcomes = [];
      for (let count = 0; count < 40; count += 1) {
        outcomes.push((await failure(sandbox.client.balance.get())) === undefined);
      }
      return outcomes;
    };
    const first = await run("a");
    expect(await run("a")).toEqual(first);
    expect(await run("b")).not.toEqual(first);
    expect(first.filter(Boolean).length).toBeGreaterThan(8);
    expect(first.filter(Boolean).length).toBeLessThan(32);
  });

  test("never keeps anybody from taking it back, and does not outlive a reset", async () => {
    const sandbox = await open();
    await sandbox.client.faults.create({ effect: "error" });
    await sandbox.client.faults.create({ effect: "reset" });
    expect((await sandbox.client.faults.list()).data).toHaveLength(2);
    expect((await sandbox.client.sandbox.health()).status).toBe("ok");
    await sandbox.client.sandbox.reset();
    expect((await sandbox.client.faults.list()).data).toEqual([]);
    await sandbox.client.balance.get();
  });
});

describe("a rule for deliveries", () => {
  const failing = async (fault: NonNullable<TestSandboxOptions["faults"]>[number]) => {
    const sandbox = await open({ clock, faults: [fault], webhooks: { events: ["payment.created"] } });
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    return sandbox;
  };
  const verify = (
    { webhooks }: TestSandbox,
    webhook: { body: string; headers: Record<string, string> },
    at: number,
  ) => {
    const signed = { ...webhook.headers, "webhook-timestamp": String(at) };
    return new Webhook(webhooks.secret).verify(webhook.body, signed);
  };

  test("sends twice what is sent once", async () => {
    const sandbox = await failing({ effect: "duplicate", event_type: "payment.*" });
    const [first, second, ...rest] = await sandbox.webhooks.received();
    expect(rest).toEqual([]);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect((await sandbox.client.webhookDeliveries.list()).data).toMatchObject([
      { status: "succeeded", attempt_count: 1 },
    ]);
  });

  test("is about one endpoint where it names one", async () => {
    const sandbox = await open({ clock, webhooks: { events: ["payment.created"] } });
    const { client } = sandbox;
    const [own] = (await client.webhookEndpoints.list()).data;
    const other = await client.webhookEndpoints.create({ url: own!.url, enabled_events: ["payment.created"] });
    await client.faults.create({ effect: "drop", endpoint: other.id });
    await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    expect(await sandbox.webhooks.received()).toHaveLength(1);
    const statusAt = async (endpoint: string) => (await client.webhookDeliveries.list({ endpoint })).data[0]?.status;
    expect([await statusAt(own!.id), await statusAt(other.id)]).toEqual(["succeeded", "pending"]);
  });

  test("loses an attempt; the next one arrives by the schedule", async () => {
    const sandbox = await failing({ effect: "drop", times: 1 });
    expect(await sandbox.webhooks.received()).toEqual([]);
    expect((await sandbox.client.webhookDeliveries.list()).data).toMatchObject([
      { status: "pending", attempt_count: 1 },
    ]);
    await sandbox.clock.advance("10s");
    expect(await sandbox.webhooks.received()).toHaveLength(1);
  });

  test("sends later", async () => {
    const sandbox = await failing({ effect: "delay", delay_s: 3600 });
    await sandbox.clock.advance("59m");
    expect(await sandbox.webhooks.received()).toEqual([]);
    await sandbox.clock.advance("1m");
    expect(await sandbox.webhooks.received()).toHaveLength(1);
  });

  const amountsOf = async ({ webhooks }: TestSandbox) =>
    (await webhooks.received()).map(({ body }) => /"amount":(\d+)/.exec(body)?.[1]);

  test("has each event overtaken by the next one, however long that takes to come", async () => {
    const sandbox = await failing({ effect: "reorder", delay_s: 86_400 });
    const { client, clock: time } = sandbox;
    await time.advance("1h");
    expect(await amountsOf(sandbox)).toEqual([]);
    for (const amount of [3000, 4000, 5000]) {
      await client.paymentIntents.create({ amount, currency: "usd" });
      await sandbox.settle();
    }
    expect(await amountsOf(sandbox)).toEqual(["3000", "2000", "5000", "4000"]);
    expect((await client.webhookDeliveries.list()).data.every(({ attempt_count: count }) => count === 1)).toBe(true);
  });

  test("sends what nothing overtakes when its time has come", async () => {
    const sandbox = await failing({ effect: "reorder", times: 1 });
    await sandbox.clock.advance("59s");
    expect(await amountsOf(sandbox)).toEqual([]);
    await sandbox.clock.advance("1s");
    expect(await amountsOf(sandbox)).toEqual(["2000"]);
  });

  test("signs wrongly, which the official package refuses", async () => {
    const sandbox = await failing({ effect: "corrupt_signature", times: 1 });
    await sandbox.client.paymentIntents.create({ amount: 3000, currency: "usd" });
    const [spoilt, good] = await sandbox.webhooks.received();
    const now = Math.floor(Date.now() / 1000);
    // Both are of a clock that stands; what is looked at is the signature.
    expect(spoilt?.headers["webhook-signature"]).toHaveLength(good!.headers["webhook-signature"]!.length);
    expect(() => verify(sandbox, spoilt!, now)).toThrow("No matching signature");
  });

  test("dates an attempt an hour back, and signs that", async () => {
    const sandbox = await failing({ effect: "stale_timestamp" });
    const [webhook] = await sandbox.webhooks.received();
    expect(Number(webhook?.headers["webhook-timestamp"])).toBe(sandbox.clock.now() - 3600);
  });

  test("is seen in the request log", async () => {
    const sandbox = await failing({ effect: "drop" });
    await sandbox.settle();
    const [rule] = (await sandbox.client.faults.list()).data;
    expect((await sandbox.requests.list()).filter(({ faults }) => faults.length > 0)).toMatchObject([
      {
        operation: "deliver payment.created",
        method: "POST",
        path: sandbox.webhooks.url,
        status: 0,
        faults: [rule?.id],
      },
    ]);
  });
});

describe("what is refused", () => {
  test.for([
    [{ effect: "latency" }, "latency_ms"],
    [{ effect: "drop", path: "/x" }, "path"],
    [{ effect: "error", event_type: "payment.*" }, "event_type"],
    [{ effect: "reset", status: 500 }, "status"],
    [{ effect: "error", error_code: "no_such_code" }, "error_code"],
    [{ effect: "error", operation: "no.such" }, "operation"],
    [{ effect: "error", probability: 0 }, "probability"],
    [{ effect: "error", times: 0 }, "times"],
    [{ effect: "explode" }, "effect"],
    [{}, "effect"],
  ] as const)("%j names %s, and there is no rule", async ([input, param]) => {
    const { client, dispatch, apiKey } = await open();
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await dispatch({ path: "/sandbox/faults", headers, body: input });
    expect(await answer.json()).toMatchObject({ error: { param } });
    expect(answer.status).toBe(400);
    expect((await client.faults.list()).data).toEqual([]);
  });

  test("an account sees, fires and deletes its own rules only", async () => {
    const sandbox = await open({ accounts: ["shop"] });
    const shop = sandbox.accounts["shop"]!;
    const rule = await shop.client.faults.create({ effect: "error", operation: "balance.get" });
    expect((await sandbox.client.faults.list()).data).toEqual([]);
    await sandbox.client.balance.get();
    expect(await failure(shop.client.balance.get())).toMatchObject({ status: 500 });
    expect(await failure(sandbox.client.faults.delete(rule.id))).toMatchObject({ code: "resource_missing" });
    expect(await failure(shop.client.faults.create({ effect: "error", account: sandbox.account.id }))).toMatchObject({
      code: "sandbox_account_required",
    });
    await sandbox.client.faults.create({ effect: "error", operation: "customers.list", account: shop.id });
    expect(await failure(shop.client.customers.list())).toMatchObject({ status: 500 });
    expect(await failure(sandbox.client.customers.list())).toBeUndefined();
  });

  test("a mode sees and fires its own rules only, and whoever has no credentials fires all", async () => {
    const sandbox = await startSandbox();
    const { createKey } = await registerMember(sandbox, "ada@example.test");
    const client = clientOf(sandbox, (await createKey()).key);
    const live = clientOf(sandbox, (await createKey(undefined, "live")).key);
    await client.faults.create({ effect: "error", operation: "balance.get" });
    await client.faults.create({ effect: "error", operation: "auth.forgot_password" });
    expect((await live.faults.list()).data).toEqual([]);
    expect(await failure(live.balance.get())).toBeUndefined();
    expect(await failure(client.balance.get())).toMatchObject({ status: 500 });
    const asking = clientOf(sandbox, undefined).auth.forgotPassword({ email: "ada@example.test" });
    expect(await failure(asking)).toMatchObject({ status: 500 });
  });

  test("with the profile of production nothing goes wrong on purpose, and there are no more rules than a hundred", async () => {
    const production = await open({ profile: "production" });
    expect(await failure(production.client.faults.create({ effect: "error" }))).toMatchObject({ code: "faults_off" });
    const { client } = await open();
    for (let count = 0; count < 100; count += 1) await client.faults.create({ effect: "drop" });
    expect(await failure(client.faults.create({ effect: "drop" }))).toMatchObject({ code: "fault_limit" });
  });
});

describe("rules are kept with what they are for:", () => {
  const unluckyOf = async ({ client }: TestSandbox) =>
    (await client.faults.list()).data.map(({ id, fired, times }) => ({ id, fired, times }));

  test("a snapshot brings them back as often as they had fired, and a fork has its own", async () => {
    const sandbox = await open({ seed: "rules" });
    const { client } = sandbox;
    const { id } = await client.faults.create({ effect: "error", operation: "balance.get", times: 3 });
    await failure(client.balance.get());
    const saved = await sandbox.snapshots.save();
    await using fork = await sandbox.fork();
    await failure(client.balance.get());
    await client.faults.create({ effect: "error", path: "/payments/customers" });
    await sandbox.snapshots.restore(saved.id);
    expect(await unluckyOf(sandbox)).toEqual([{ id, fired: 1, times: 3 }]);
    expect(await unluckyOf(fork)).toEqual([{ id, fired: 1, times: 3 }]);
    for (let left = 0; left < 2; left++) expect(await failure(fork.client.balance.get())).toBeInstanceOf(ApiError);
    await fork.client.balance.get();
    expect(await unluckyOf(fork)).toEqual([{ id, fired: 3, times: 3 }]);
    expect(await unluckyOf(sandbox)).toEqual([{ id, fired: 1, times: 3 }]);
  });

  test("a restart goes on with the draws where they were", async () => {
    const file = temporaryFile();
    const draw = async (client: TestSandbox["client"], count: number) => {
      const outcomes = [];
      for (let call = 0; call < count; call++) outcomes.push((await failure(client.balance.get())) === undefined);
      return outcomes;
    };
    const before = await startSandbox({ file });
    // One that the client does not ask again for.
    const error = { effect: "error", error_code: "parameter_invalid" } as const;
    const { id } = await before.client.faults.create({ ...error, operation: "balance.get", probability: 0.5 });
    const first = await draw(before.client, 20);
    await before.close();
    const after = await startSandbox({ file });
    const [rule] = (await after.client.faults.list()).data;
    expect(rule).toMatchObject({ id, fired: first.filter((isFine) => !isFine).length, probability: 0.5 });
    await after.client.faults.delete(id);
    await after.close();
    const last = await startSandbox({ file });
    expect((await last.client.faults.list()).data).toEqual([]);
  });
});
