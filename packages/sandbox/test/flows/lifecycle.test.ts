import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";

import BetterSqlite from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";

import { createSandbox, SandboxStartError, type SandboxOptions } from "../../src/index.ts";
import { clientOf } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventsOf } from "../support/look.ts";
import { startReceiver } from "../support/receiver.ts";
import { frozenAt, startSandbox, temporaryFile } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

const intent = { amount: 2000, currency: "usd" } as const;

describe("a start", () => {
  const failure = async (options: SandboxOptions) => {
    const error = await createSandbox(options).then(
      (sandbox) => sandbox.close().then(() => undefined),
      (cause: unknown) => cause,
    );
    if (!(error instanceof SandboxStartError)) throw new Error("The sandbox started.", { cause: error });
    expect(error.hint).not.toBe("");
    return error.code;
  };

  test("on a file that another sandbox has is refused, and possible once that one stops", async () => {
    const file = temporaryFile();
    const first = await startSandbox({ file });
    expect(await failure({ file })).toBe("file_in_use");
    expect((await first.client.sandbox.health()).status).toBe("ok");
    await first.close();
    await startSandbox({ file });
  });

  test("on a port that is taken is refused, and leaves its file free", async () => {
    const file = temporaryFile();
    const { port } = await startSandbox();
    expect(await failure({ port, file })).toBe("port_in_use");
    await startSandbox({ file });
  });

  test("on a file of a newer version is refused, and leaves it as it is", async () => {
    const file = temporaryFile();
    await (await startSandbox({ file })).close();
    const store = new BetterSqlite(file);
    store.exec("INSERT INTO schema_migrations VALUES (999, 'from the future')");
    store.close();
    expect(await failure({ file })).toBe("file_newer");
    expect(await failure({ file })).toBe("file_newer");
  });

  test("on something that is no sandbox's file is refused, and leaves it as it is", async () => {
    const file = temporaryFile();
    writeFileSync(file, "This is not a database. ".repeat(500));
    expect(await failure({ file })).toBe("file_damaged");
  });

  test("on another program's database is refused, and leaves it as it is", async () => {
    const file = temporaryFile();
    const other = new BetterSqlite(file);
    other.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
    other.close();
    const before = readFileSync(file);
    expect(await failure({ file })).toBe("file_damaged");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("on a file whose first rows are damaged is refused", async () => {
    const file = temporaryFile();
    await (await startSandbox({ file })).close();
    const store = new BetterSqlite(file);
    const page = store.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sandbox'").pluck().get() as number;
    store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, (page - 1) * 4096, page * 4096));
    expect(await failure({ file })).toBe("file_damaged");
  });

  test("in a folder that is a file is refused", async () => {
    const file = temporaryFile();
    writeFileSync(file, "");
    expect(await failure({ file: join(file, "sandbox.db") })).toBe("folder_unwritable");
  });

  test.skipIf(process.getuid?.() === 0)("in a folder that may not be written is refused", async () => {
    const folder = join(dirname(temporaryFile()), "read-only");
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    onTestFinished(() => chmodSync(folder, 0o700));
    expect(await failure({ file: join(folder, "sandbox.db") })).toBe("folder_unwritable");
  });

  test.each(["clock", "frozenat", "toString"])("with an option that is none, %s, is refused", async (name) => {
    const options: object = { port: 0, [name]: 1 };
    const error = `There is no option \`${name}\`. The options are file, port, seed, frozenAt,`;
    await expect(createSandbox(options)).rejects.toThrow(error);
  });

  test("makes the folder of its file", async () => {
    const file = join(dirname(temporaryFile()), "new", "folder", "sandbox.db");
    await startSandbox({ file });
  });

  test("on the file of before has everything that was there", async () => {
    const file = temporaryFile();
    const first = await startSandbox({ file });
    const made = await first.client.paymentIntents.create({ ...intent, payment_method: "tok_visa", confirm: true });
    const before = [
      await eventsOf(first.client),
      await first.client.ledger.trialBalance(),
      first.account,
      first.apiKey,
    ];
    const { instanceId } = first;
    await first.close();
    const second = await startSandbox({ file });
    expect(await second.client.paymentIntents.get(made.id)).toEqual(made);
    expect([
      await eventsOf(second.client),
      await second.client.ledger.trialBalance(),
      second.account,
      second.apiKey,
    ]).toEqual(before);
    expect(second.instanceId).not.toBe(instanceId);
    await second.client.paymentIntents.create(intent);
    expect((await eventsOf(second.client)).at(-1)?.seq).toBe(5);
  });
});

describe("a stop", () => {
  test("asked for several times at once is one, and leaves the file free", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const receiver = await startReceiver(() => undefined);
    await sandbox.client.webhookEndpoints.create({ url: receiver.url });
    await sandbox.client.paymentIntents.create(intent);
    await receiver.expectCount(1);
    await Promise.all([sandbox.close(), sandbox.close(), sandbox[Symbol.asyncDispose]()]);
    await sandbox.close();
    await startSandbox({ file });
  });

  test("is over for everyone who asked once the first one is told so", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const first = sandbox.close();
    await sandbox.close();
    await startSandbox({ file });
    await first;
  });

  test("cuts off what is on its way to a receiver, keeps no attempt of it, and the next start sends it again", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const receiver = await startReceiver(() => undefined);
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await Promise.all(Array.from({ length: 20 }, () => sandbox.client.paymentIntents.create(intent)));
    await receiver.expectCount(20);
    await sandbox.close();

    receiver.behave(() => 200);
    const next = await startSandbox({ file });
    await next.settle();
    const { data: attempts } = await next.client.webhookAttempts.list({ limit: 100 });
    expect(attempts.map(({ error, status_code }) => [error, status_code])).toEqual(
      Array.from({ length: 20 }, () => [null, 200]),
    );
    const { data: deliveries } = await next.client.webhookDeliveries.list({ limit: 100 });
    expect(deliveries.every(({ status, attempt_count }) => status === "succeeded" && attempt_count === 1)).toBe(true);
    const sent = receiver.received.slice(20).map(({ event }) => event.id);
    expect(new Set(sent).size).toBe(20);
    expect(sent.toSorted()).toEqual(
      receiver.received
        .slice(0, 20)
        .map(({ event }) => event.id)
        .toSorted(),
    );
  });

  test("cuts off an answer in the middle of its body, too", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const receiver = await startReceiver((_, __, response) => {
      response.writeHead(200).write("the beginning");
      return undefined;
    });
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create(intent);
    await receiver.expectCount(1);
    await sandbox.close();
    receiver.behave(() => 200);
    const next = await startSandbox({ file });
    await next.settle();
    expect((await next.client.webhookAttempts.list()).data).toMatchObject([{ status_code: 200, error: null }]);
    expect((await next.client.webhookDeliveries.list()).data).toMatchObject([
      { status: "succeeded", attempt_count: 1 },
    ]);
  });

  test("does not wait for a caller who never finishes a request", async () => {
    const sandbox = await startSandbox();
    const socket = connect(sandbox.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write(
      `POST /payments/payment_intents HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${sandbox.apiKey}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"amount":`,
    );
    // Answered by the same server after the bytes above, so those have arrived.
    await sandbox.client.sandbox.health();
    const start = performance.now();
    await sandbox.close();
    expect(performance.now() - start).toBeLessThan(8000);
  });

  test("ends an advance that waits for a receiver, and answers how far it came", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const receiver = await startReceiver(() => undefined);
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create(intent);
    const advance = sandbox.client.clock.advance({ seconds: 2 * 86_400 });
    await receiver.expectCount(1);
    const start = performance.now();
    await sandbox.close();
    expect(performance.now() - start).toBeLessThan(4000);
    expect((await advance).now).toBeLessThan(frozenAt + 86_400);
    await startSandbox({ file });
  });

  test("answers what is under way, and nothing that comes later", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const client = clientOf(sandbox, sandbox.apiKey);
    const under = Array.from({ length: 30 }, () => client.paymentIntents.create(intent));
    const [first] = await Promise.all([Promise.race(under), Promise.resolve()]);
    await sandbox.close();
    const outcomes = await Promise.allSettled(under);
    const made = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.id] : []));
    expect(made).toContain(first.id);
    await expect(send(sandbox.url, { path: "/health" })).rejects.toThrow("ECONNREFUSED");
    const next = await startSandbox({ file });
    for (const id of made) expect((await next.client.paymentIntents.get(id)).id).toBe(id);
  });
});

describe("a reset", () => {
  test("forgets everything, and begins again with the same key", async () => {
    const sandbox = await startSandbox();
    const { client, instanceId, apiKey } = sandbox;
    await client.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
    await client.paymentIntents.create({ ...intent, payment_method: "tok_visa", confirm: true });
    const answer = await client.sandbox.reset();
    expect(answer.instance_id).not.toBe(instanceId);
    expect([answer.instance_id, apiKey]).toEqual([sandbox.instanceId, sandbox.apiKey]);
    for (const page of [
      client.paymentIntents.list(),
      client.events.list(),
      client.webhookEndpoints.list(),
      client.ledgerAccounts.list(),
    ]) {
      expect((await page).data).toEqual([]);
    }
    await client.paymentIntents.create(intent);
    expect((await eventsOf(client)).map(({ seq }) => seq)).toEqual([1]);
  });

  test("leaves the sandbox knowing its own account", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.sandbox.reset();
    expect((await sandbox.client.auth.whoami()).account).toBe(sandbox.account.id);
  });

  test("ends an advance that waits for a receiver", async () => {
    const sandbox = await startSandbox();
    const receiver = await startReceiver(() => undefined);
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create(intent);
    const advance = sandbox.client.clock.advance({ seconds: 2 * 86_400 });
    await receiver.expectCount(1);
    await sandbox.client.sandbox.reset();
    expect((await advance).now).toBeLessThan(frozenAt + 86_400);
    expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
  });

  test("in the middle of other calls is never a failure of ours", async () => {
    const sandbox = await startSandbox();
    const client = clientOf(sandbox, sandbox.apiKey);
    const receiver = await startReceiver();
    await client.webhookEndpoints.create({ url: receiver.url });
    const calls: Promise<unknown>[] = [];
    for (let round = 0; round < 12; round++) {
      for (let index = 0; index < 8; index++) {
        calls.push(client.paymentIntents.create({ ...intent, payment_method: "tok_visa", confirm: true }));
        calls.push(client.paymentIntents.list());
      }
      if (round % 3 === 1) calls.push(client.sandbox.reset());
      await Promise.race(calls.slice(-3).map((call) => call.catch(() => {})));
    }
    const outcomes = await Promise.allSettled(calls);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as { status: number; code: string }] : [],
    );
    expect(failures.map(({ status, code }) => `${status} ${code}`)).toEqual([]);
    await sandbox.settle();
    expect((await client.ledger.trialBalance()).balanced).toBe(true);
  });
});

describe("the clock", () => {
  test("is read, frozen, advanced and resumed by the API", async () => {
    const { client } = await startSandbox();
    expect(await client.clock.get()).toEqual({ object: "clock", mode: "frozen", now: frozenAt });
    expect(await client.clock.advance({ seconds: 60 })).toEqual({
      object: "clock",
      mode: "frozen",
      now: frozenAt + 60,
    });
    expect(await client.clock.freeze({ at: frozenAt + 100 })).toMatchObject({ now: frozenAt + 100 });
    const past = await failureOf(client.clock.freeze({ at: frozenAt }));
    expect(past).toMatchObject({ status: 400, code: "parameter_invalid", param: "at" });
    expect(past.message).toContain("it is 2027-01-15T08:01:40Z in the sandbox");
    expect(await client.clock.resume()).toMatchObject({ mode: "wall" });
    const frozen = await client.clock.freeze();
    expect(frozen.mode).toBe("frozen");
    expect(frozen.now).toBeGreaterThanOrEqual(frozenAt + 100);
    expect(await codeOf(client.clock.advance({ seconds: 0 }))).toBe("parameter_invalid_integer");
  });

  test.each([Number.NaN, -1, 0.5, Infinity])(
    "is not advanced by %d seconds by who embeds it, and stays",
    async (seconds) => {
      const { clock } = await startSandbox();
      await clock.freeze(1_900_000_000);
      await expect(clock.advance(seconds)).rejects.toMatchObject({ code: "parameter_invalid_integer" });
      expect(clock.now()).toBe(1_900_000_000);
    },
  );

  test("that is advanced does what falls due on the way, each at its instant", async () => {
    const sandbox = await startSandbox();
    const receiver = await startReceiver((_, index) => (index < 4 ? 500 : 200));
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    await sandbox.client.paymentIntents.create(intent);
    await sandbox.clock.advance(24 * 3600);
    expect(receiver.received).toHaveLength(5);
    const instants = receiver.received.map(({ headers }) => Number(headers["webhook-timestamp"]) - frozenAt);
    expect(instants[0]).toBe(0);
    for (const [index, most] of [0, 6, 366, 2526, 11_166].entries()) expect(instants[index]).toBeLessThanOrEqual(most);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(sandbox.clock.now()).toBe(frozenAt + 24 * 3600);
  });
});
