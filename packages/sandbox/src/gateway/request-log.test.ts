import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../test/support/account.ts";
import { codeOf, failureOf } from "../../test/support/failure.ts";
import { frozenAt, startSandbox } from "../../test/support/sandbox.ts";
import { jsonBody, send } from "../../test/support/wire.ts";
import { limits } from "../platform/limits.ts";

describe("the request log", () => {
  test("holds every request that was answered before, as it was answered", async () => {
    const { client } = await startSandbox();
    const intent = await client.paymentIntents.create(
      { amount: 2000, currency: "usd" },
      { idempotencyKey: "k", requestId: "mine-1" },
    );
    await client.paymentIntents.create({ amount: 2000, currency: "usd" }, { idempotencyKey: "k" });
    const failure = await failureOf(client.paymentIntents.get("pi_nope"));
    const { data } = await client.requests.list();
    expect(data).toMatchObject([
      { id: failure.requestId, operation: "payment_intents.get", status: 404, error_code: "resource_missing" },
      { status: 201, idempotency_key: "k", idempotent_replay: true, external_id: null },
      {
        object: "request",
        method: "POST",
        path: "/payments/payment_intents",
        operation: "payment_intents.create",
        status: 201,
        error_code: null,
        idempotency_key: "k",
        idempotent_replay: false,
        external_id: "mine-1",
        request_body: '{"amount":2000,"currency":"usd"}',
        response_body: JSON.stringify({ ...intent, client_secret: `${intent.id}_secret_[redacted]` }),
        created: frozenAt,
      },
    ]);
    expect(await client.requests.get(failure.requestId)).toEqual(data[0]);
    expect((await client.requests.list({ status: 404 })).data).toEqual([data[0]]);
    expect((await client.requests.list({ operation: "payment_intents.create" })).data).toEqual(data.slice(1));
  });

  test("holds no secret, neither sent nor answered", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test", sandbox.apiKey);
    const { key } = await member.createKey();
    const { secret } = await sandbox.client.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
    await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "4242424242424242" });
    const log = JSON.stringify((await sandbox.client.requests.list({ limit: 100 })).data);
    for (const hidden of [member.password, member.session.token, key, secret, sandbox.apiKey, "4242424242424242"]) {
      expect(log).not.toContain(hidden);
    }
    expect(log).toContain("[card …4242]");
  });

  test("holds no part of a secret that lies where a long body is cut off", async () => {
    const sandbox = await startSandbox();
    for (let cut = 1; cut < 40; cut += 3) {
      const filler = "x".repeat(limits.requestLogBodyCharsMax - 24 - cut);
      await send(sandbox.url, {
        method: "POST",
        path: "/payments/payment_intents",
        ...jsonBody(`{"a":"${filler}","password":"4242424242424242"}`, { authorization: `Bearer ${sandbox.apiKey}` }),
      });
      await send(sandbox.url, {
        method: "POST",
        path: "/payments/payment_intents",
        ...jsonBody(`{"a":"${filler}","number":"4242424242424242"}`, { authorization: `Bearer ${sandbox.apiKey}` }),
      });
    }
    const { data } = await sandbox.client.requests.list({ limit: 100 });
    expect(data).toHaveLength(26);
    for (const { request_body: body } of data) {
      expect(body?.length).toBeLessThanOrEqual(limits.requestLogBodyCharsMax);
      expect(body).not.toMatch(/42424/);
    }
  });

  test("keeps its other requests where one cannot be written down", async () => {
    const sandbox = await startSandbox();
    const deep = `{"amount":2000,"currency":"usd","metadata":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    const post = { method: "POST", path: "/payments/payment_intents" };
    const authorization = `Bearer ${sandbox.apiKey}`;
    const answers = await Promise.all(
      [deep, '{"amount":2000,"currency":"usd"}'].map((body) =>
        send(sandbox.url, { ...post, ...jsonBody(body, { authorization }) }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([422, 201]);
    const { data } = await sandbox.client.requests.list();
    expect(data.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 422]));
  });

  test("is each account's and mode's own, and knows nobody's failed log-in", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const client = clientOf(sandbox, (await member.createKey()).key);
    await client.paymentIntents.list();
    await codeOf(clientOf(sandbox, "sk_test_wrong").paymentIntents.list());
    const [own, others] = [(await client.requests.list()).data, (await sandbox.client.requests.list()).data];
    expect(own.map(({ operation }) => operation)).toEqual(["payment_intents.list", "api_keys.create"]);
    expect(others).toEqual([]);
    expect(await codeOf(sandbox.client.requests.get(own[0]!.id))).toBe("resource_missing");
  });
});
