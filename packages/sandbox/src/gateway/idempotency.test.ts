import { gunzipSync } from "node:zlib";

import BetterSqlite from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";

import { registerMember } from "../../test/support/account.ts";
import { eventsOf, eventTypesOf } from "../../test/support/look.ts";
import { startSandbox, temporaryFile } from "../../test/support/sandbox.ts";
import { countRows, openStore } from "../../test/support/store.ts";
import { jsonBody, send } from "../../test/support/wire.ts";
import type { Sandbox } from "../sandbox.ts";
import { createTestSandbox } from "../testing.ts";

const intents = "/payments/payment_intents";
const good = { amount: 2000, currency: "usd" } as const;

/** Posts with an idempotency key. */
const post = (sandbox: Sandbox, path: string, body: unknown, key: string, apiKey = sandbox.apiKey) =>
  send(sandbox.url, {
    method: "POST",
    path,
    ...jsonBody(body, { authorization: `Bearer ${apiKey}`, "idempotency-key": key }),
  });
const idOf = ({ json }: { json: unknown }) => (json as { id: string }).id;

describe("a call with an idempotency key", () => {
  test("is answered again with the same bytes, and says so", async () => {
    const sandbox = await startSandbox();
    const first = await post(sandbox, intents, good, "k");
    const again = await post(sandbox, intents, good, "k");
    expect(first.status).toBe(201);
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers).toMatchObject({
      "idempotent-replayed": "true",
      "original-request": first.headers["request-id"],
    });
    expect(again.headers["request-id"]).not.toBe(first.headers["request-id"]);
    expect(await eventTypesOf(sandbox.client)).toEqual(["payment.created"]);
    expect((await eventsOf(sandbox.client))[0]?.request).toEqual({
      id: first.headers["request-id"],
      idempotency_key: "k",
    });
  });

  test("is the same call whatever the order of its names", async () => {
    const sandbox = await startSandbox();
    const first = await post(sandbox, intents, { ...good, metadata: { a: "1", b: "2" } }, "k");
    const again = await post(sandbox, intents, { metadata: { b: "2", a: "1" }, currency: "usd", amount: 2000 }, "k");
    expect(again.text).toBe(first.text);
  });

  test.each([
    ["other parameters", intents, { ...good, amount: 2001 }],
    ["one parameter more", intents, { ...good, metadata: {} }],
    ["another endpoint", "/webhooks/endpoints", { url: "http://127.0.0.1:9/" }],
  ])("with %s is refused, and nothing is done", async (_, path, body) => {
    const sandbox = await startSandbox({ file: temporaryFile() });
    const first = await post(sandbox, intents, good, "k");
    const after = (await eventsOf(sandbox.client)).length;
    const refused = await post(sandbox, path, body, "k");
    expect(refused.status).toBe(400);
    expect(refused.error).toMatchObject({ type: "idempotency_error", code: "idempotency_error" });
    expect(await eventsOf(sandbox.client)).toHaveLength(after);
    expect((await sandbox.client.webhookEndpoints.list()).data).toEqual([]);
    expect((await post(sandbox, intents, good, "k")).text).toBe(first.text);
  });

  test("for another resource of the same endpoint, or another command on it, is refused", async () => {
    const sandbox = await startSandbox();
    const [a, b] = [idOf(await post(sandbox, intents, good, "a")), idOf(await post(sandbox, intents, good, "b"))];
    expect((await post(sandbox, `${intents}/${a}/cancel`, {}, "k")).status).toBe(200);
    expect((await post(sandbox, `${intents}/${b}/cancel`, {}, "k")).error?.code).toBe("idempotency_error");
    expect((await post(sandbox, `${intents}/${a}/confirm`, {}, "k")).error?.code).toBe("idempotency_error");
    expect((await sandbox.client.paymentIntents.get(b)).status).toBe("requires_payment_method");
  });

  test("replays a decline, and charges once", async () => {
    const sandbox = await startSandbox();
    const body = { ...good, payment_method: "tok_declined", confirm: true };
    const first = await post(sandbox, intents, body, "k");
    const again = await post(sandbox, intents, body, "k");
    expect([first.status, again.status]).toEqual([402, 402]);
    expect(again.text).toBe(first.text);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect((await sandbox.client.charges.list()).data).toHaveLength(1);
    expect(await eventTypesOf(sandbox.client)).toEqual(["payment.created", "charge.failed", "payment.failed"]);
  });

  test("replays what was refused by a state, even when the state has changed since", async () => {
    const sandbox = await startSandbox();
    const id = idOf(await post(sandbox, intents, good, "create"));
    const confirm = `${intents}/${id}/confirm`;
    const first = await post(sandbox, confirm, {}, "k");
    expect(first.error).toMatchObject({ code: "parameter_missing", param: "payment_method" });
    const missing = await post(sandbox, `${intents}/pi_nope/cancel`, {}, "m");
    expect(missing.status).toBe(404);
    expect((await post(sandbox, confirm, {}, "k")).text).toBe(first.text);
    expect((await post(sandbox, `${intents}/pi_nope/cancel`, {}, "m")).headers["idempotent-replayed"]).toBe("true");
    expect(await eventTypesOf(sandbox.client)).toEqual(["payment.created"]);
  });

  test("that was undone leaves its answer only", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const before = countRows(openStore(file));
    await post(sandbox, intents, { ...good, amount: 1 }, "k");
    expect(countRows(openStore(file))).toEqual({ ...before, idempotency_keys: 1 });
  });

  test.each([
    ["an invalid parameter", { ...good, amount: "x" }, 400],
    ["an unknown parameter", { ...good, x: 1 }, 400],
    ["a body that does not parse", "{", 422],
    ["an array", [], 422],
  ])("with %s is not stored, so that it can be mended under the same key", async (_, body, status) => {
    const sandbox = await startSandbox();
    expect((await post(sandbox, intents, body, "k")).status).toBe(status);
    const mended = await post(sandbox, intents, good, "k");
    expect(mended.status).toBe(201);
    expect(mended.headers["idempotent-replayed"]).toBeUndefined();
  });

  test("with wrong credentials is not stored", async () => {
    const sandbox = await startSandbox();
    expect((await post(sandbox, intents, good, "k", `${sandbox.apiKey}x`)).status).toBe(401);
    expect((await post(sandbox, intents, good, "k")).headers["idempotent-replayed"]).toBeUndefined();
  });

  test("is a new one after a day by the sandbox's clock", async () => {
    const sandbox = await startSandbox();
    const first = await post(sandbox, intents, good, "k");
    await sandbox.clock.advance(24 * 3600 - 1);
    expect((await post(sandbox, intents, good, "k")).text).toBe(first.text);
    await sandbox.clock.advance(1);
    const second = await post(sandbox, intents, good, "k");
    expect(idOf(second)).not.toBe(idOf(first));
    expect((await post(sandbox, intents, good, "k")).text).toBe(second.text);
    await sandbox.clock.advance(24 * 3600);
    expect((await post(sandbox, intents, { ...good, amount: 3000 }, "k")).status).toBe(201);
  });

  test("leaves the file some time after a day, as others come", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const postMany = async (count: number, name: string) => {
      for (let index = 0; index < count; index++) await post(sandbox, intents, good, `${name}${index}`);
    };
    const kept = () => countRows(openStore(file))["idempotency_keys"];
    await postMany(100, "old");
    expect(kept()).toBe(100);
    await sandbox.clock.advance(24 * 3600);
    await postMany(100, "new");
    expect(kept()).toBe(100);
  });

  test("that comes again each day is charged once a day, however few others come", async () => {
    const sandbox = await createTestSandbox({ clock: "2027-01-15T08:00:00Z", webhooks: false });
    onTestFinished(() => sandbox.close());
    const create = (key: string) => sandbox.client.customers.create({ name: key }, { idempotencyKey: key });
    // Until after where the first 2,048 go to the index.
    for (let day = 0; day < 135; day += 1) {
      const { id } = await create("daily");
      for (let index = 0; index < 15; index += 1) await create(`${day}.${index}`);
      expect([day, (await create("daily")).id]).toEqual([day, id]);
      await sandbox.clock.advance("1d");
    }
  });

  test("leaves nothing in the index of digests either", async () => {
    const sandbox = await createTestSandbox({ clock: "2027-01-15T08:00:00Z", webhooks: false });
    onTestFinished(() => sandbox.close());
    const indexed = async () => {
      const { id } = await sandbox.snapshots.save();
      const { database } = await sandbox.client.snapshots.export(id);
      const db = new BetterSqlite(gunzipSync(Buffer.from(database, "base64")));
      const counts = db.prepare(
        "SELECT (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM idempotency_digests)",
      );
      return counts.raw().get();
    };
    const create = (key: string) => sandbox.client.customers.create({ name: key }, { idempotencyKey: key });
    const createMany = async (count: number, name: string) => {
      for (let index = 0; index < count; index += 1) await create(`${name}${index}`);
    };
    await createMany(2100, "old");
    expect(await indexed()).toEqual([2100, 2048]);
    const first = await create("old7");
    await sandbox.clock.advance("1d");
    expect((await create("old7")).id).not.toBe(first.id);
    await createMany(1200, "new");
    const again = await create("old7");
    expect(again.name).toBe("old7");
    expect(await indexed()).toEqual([1201, 0]);
  });

  test("is another one in another account and in another mode", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const [test, live] = [(await member.createKey()).key, (await member.createKey(undefined, "live")).key];
    const ids = [];
    for (const apiKey of [sandbox.apiKey, test, live]) {
      const answer = await post(sandbox, intents, { ...good, amount: 2000 + ids.length }, "k", apiKey);
      expect(answer.status).toBe(201);
      ids.push(idOf(answer));
    }
    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    ["", 400],
    ["x".repeat(255), 201],
    ["x".repeat(256), 400],
  ])("of the length of %j is judged", async (key, status) => {
    const sandbox = await startSandbox();
    const answer = await post(sandbox, intents, good, key);
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(answer.error).toMatchObject({ code: "parameter_invalid_string", param: "Idempotency-Key" });
      expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
    }
  });

  test("that only reads ignores the key", async () => {
    const sandbox = await startSandbox();
    const read = () =>
      send(sandbox.url, {
        path: intents,
        headers: { authorization: `Bearer ${sandbox.apiKey}`, "idempotency-key": "k" },
      });
    expect((await read()).json).toMatchObject({ data: [] });
    await sandbox.client.paymentIntents.create(good);
    expect((await read()).json).toMatchObject({ data: [{ amount: 2000 }] });
  });

  test("that the sandbox does not survive is either wholly there or not at all", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const first = await post(sandbox, intents, good, "k");
    await sandbox.close();
    const next = await startSandbox({ file });
    expect((await post(next, intents, good, "k")).text).toBe(first.text);
    expect((await next.client.paymentIntents.list()).data).toHaveLength(1);
  });
});

describe("a call without credentials, with an idempotency key", () => {
  const anonymous = (sandbox: Sandbox, path: string, body: unknown, key: string) =>
    send(sandbox.url, { method: "POST", path, ...jsonBody(body, { "idempotency-key": key }) });
  const ada = { email: "ada@example.test", password: "correct horse" };

  test("registers once, and is answered again", async () => {
    const sandbox = await startSandbox();
    const [first, beside] = await Promise.all([
      anonymous(sandbox, "/auth/register", ada, "k"),
      anonymous(sandbox, "/auth/register", ada, "k"),
    ]);
    const later = await anonymous(sandbox, "/auth/signup", ada, "k");
    expect([first.status, beside.status, later.status]).toEqual([201, 201, 201]);
    expect([beside.text, later.text]).toEqual([first.text, first.text]);
    expect(later.headers["idempotent-replayed"]).toBe("true");
    expect((await anonymous(sandbox, "/auth/register", ada, "other")).error?.code).toBe("email_taken");
  });

  test("with other parameters is refused, and registers nobody", async () => {
    const sandbox = await startSandbox();
    await anonymous(sandbox, "/auth/register", ada, "k");
    const grace = { ...ada, email: "grace@example.test" };
    const refused = await anonymous(sandbox, "/auth/register", grace, "k");
    expect([refused.status, refused.error?.code]).toEqual([400, "idempotency_error"]);
    expect((await anonymous(sandbox, "/auth/login", grace, "l")).error?.code).toBe("login_failed");
  });

  test("is another one than the same key with credentials", async () => {
    const sandbox = await startSandbox();
    const answers = [
      await anonymous(sandbox, "/auth/register", ada, "k"),
      await post(sandbox, "/auth/register", { ...ada, email: "grace@example.test" }, "k"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  test("replays what can be done once only: a password that is set, a session that is handed over", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.auth.register(ada);
    await sandbox.client.auth.forgotPassword({ email: ada.email });
    const { message } = await sandbox.client.inbox.wait({ to: ada.email, template: "password_reset" });
    const reset = { token: message!.links[0]!.token, password: "another horse" };
    const first = await anonymous(sandbox, "/auth/reset-password", reset, "k");
    expect(first.status).toBe(200);
    expect((await anonymous(sandbox, "/auth/reset-password", reset, "k")).text).toBe(first.text);
    expect((await anonymous(sandbox, "/auth/reset-password", reset, "other")).error?.code).toBe("mail_token_invalid");

    const login = { email: ada.email, password: reset.password };
    const session = await anonymous(sandbox, "/auth/login", login, "l");
    const { refresh_token: token } = session.json as { refresh_token: string };
    const next = await anonymous(sandbox, "/auth/refresh", { refresh_token: token }, "n");
    await sandbox.clock.advance(60);
    expect((await anonymous(sandbox, "/auth/refresh", { refresh_token: token }, "n")).text).toBe(next.text);
    expect((await anonymous(sandbox, "/auth/refresh", { refresh_token: token }, "m")).status).toBe(401);
  });
});

test("a password is changed once, also when the request is sent again: it is judged by its key, not by the new password", async () => {
  const sandbox = await startSandbox();
  const ada = { email: "ada@example.test", password: "correct horse" };
  await sandbox.client.auth.register(ada);
  const { token } = await sandbox.client.auth.login(ada);
  const change = { current_password: ada.password, password: "another horse" };
  const first = await post(sandbox, "/auth/change-password", change, "k", token);
  const again = await post(sandbox, "/auth/change-password", change, "k", token);
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.headers["idempotent-replayed"]).toBe("true");
  expect((await post(sandbox, "/auth/change-password", change, "other", token)).error?.code).toBe("login_failed");
});

describe("a call about the sandbox itself with an idempotency key", () => {
  const advance = "/sandbox/clock/advance";

  test("is done once, sent again or side by side", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    const [first, beside] = await Promise.all([
      post(sandbox, advance, { seconds: 86_400 }, "k"),
      post(sandbox, advance, { seconds: 86_400 }, "k"),
    ]);
    const later = await post(sandbox, advance, { seconds: 86_400 }, "k");
    expect([beside.text, later.text]).toEqual([first.text, first.text]);
    expect(later.headers).toMatchObject({ "idempotent-replayed": "true" });
    expect(sandbox.clock.now()).toBe(1_800_086_400);
    await post(sandbox, advance, { seconds: 86_400 }, "another");
    expect(sandbox.clock.now()).toBe(1_800_172_800);
  });

  test("with other parameters is refused, and time stands", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    await post(sandbox, advance, { seconds: 60 }, "k");
    const refused = await post(sandbox, advance, { seconds: 61 }, "k");
    expect([refused.status, refused.error?.code]).toEqual([400, "idempotency_error"]);
    expect(sandbox.clock.now()).toBe(1_800_000_060);
  });

  test("is refused under the key of another call, which is refused under its key", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    const first = await post(sandbox, intents, good, "k");
    const done = await post(sandbox, advance, { seconds: 60 }, "d");
    for (const refused of [
      await post(sandbox, advance, { seconds: 60 }, "k"),
      await post(sandbox, intents, good, "d"),
      await post(sandbox, "/sandbox/clock/freeze", {}, "d"),
    ]) {
      expect([refused.status, refused.error?.code]).toEqual([400, "idempotency_error"]);
    }
    expect(sandbox.clock.now()).toBe(1_800_000_060);
    expect((await sandbox.client.paymentIntents.list()).data).toHaveLength(1);
    expect((await post(sandbox, intents, good, "k")).text).toBe(first.text);
    expect((await post(sandbox, advance, { seconds: 60 }, "d")).text).toBe(done.text);
  });

  test("and another one that come side by side with one key are not both done", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all([
        post(sandbox, intents, good, `k${round}`),
        post(sandbox, advance, { seconds: 60 }, `k${round}`),
      ]);
      expect(answers.filter(({ error }) => error?.code === "idempotency_error")).toHaveLength(1);
    }
    const made = (await sandbox.client.paymentIntents.list({ limit: 100 })).data.length;
    expect((sandbox.clock.now() - 1_800_000_000) / 60 + made).toBe(10);
  });

  test("that was refused under the key of another one leaves that key alone", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    await post(sandbox, intents, good, "k");
    await post(sandbox, advance, { seconds: 60 }, "k");
    await sandbox.clock.advance(24 * 3600);
    expect((await post(sandbox, intents, { ...good, amount: 3000 }, "k")).status).toBe(201);
  });

  test("that failed may be tried again", async () => {
    const sandbox = await startSandbox({ frozenAt: 1_800_000_000 });
    const freeze = "/sandbox/clock/freeze";
    const refused = await post(sandbox, freeze, { at: 1_799_999_999 }, "k");
    expect([refused.status, refused.error?.param]).toEqual([400, "at"]);
    expect((await post(sandbox, freeze, { at: 1_800_000_001 }, "k")).status).toBe(200);
  });

  test("empties the sandbox once", async () => {
    const sandbox = await startSandbox();
    const first = await post(sandbox, "/sandbox/reset", {}, "k");
    await post(sandbox, intents, good, "kept");
    const again = await post(sandbox, "/sandbox/reset", {}, "k");
    expect(again.text).toBe(first.text);
    expect((await sandbox.client.paymentIntents.list()).data).toHaveLength(1);
  });
});
