import {
  hiddenFromPayer,
  PaymentIntent,
  PaymentMethod,
  SetupIntent,
  operations,
  type Operation,
} from "@micro/sdk/contract";
import { Check } from "typebox/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { clientOf, registerMember } from "../support/account.ts";
import { allOperations, requestOf, requiredInput } from "../support/contract.ts";
import { callFor } from "../support/connect.ts";
import { failureOf } from "../support/failure.ts";
import { send, type WireAnswer } from "../support/wire.ts";

let sandbox: Sandbox;
/** Keys of the other mode and of another account. */
let live: { secret: string; publishable: string };
let other: { secret: string; publishable: string };

beforeAll(async () => {
  sandbox = await createSandbox({ seed: "publishable", frozenAt: 1_800_000_000 });
  const keysOf = async (secret: string) => {
    const { publishable_key: publishable } = await clientOf(sandbox, secret).auth.whoami();
    return { secret, publishable: publishable ?? "" };
  };
  const member = await registerMember(sandbox, "ada@example.test", sandbox.apiKey);
  live = await keysOf((await member.createKey(undefined, "live")).key);
  const stranger = await registerMember(sandbox, "sam@example.test");
  other = await keysOf((await stranger.createKey()).key);
});
afterAll(() => sandbox.close());

const payer = (key = sandbox.publishableKey) => clientOf(sandbox, key);
const intentOf = (more: object = {}) =>
  sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd", metadata: { order: "7" }, ...more });
const countIntents = async () => (await sandbox.client.paymentIntents.list({ limit: 100 })).data.length;

const call = (operation: Operation, headers: Record<string, string>, id: string): Promise<WireAnswer> => {
  const request = requestOf(operation, id, requiredInput(operation));
  return send(sandbox.url, { ...request, headers: { ...request.headers, ...headers } });
};

describe("a publishable key", () => {
  test("is one for each account and mode, with a checksum, and the same at every start", async () => {
    expect(sandbox.publishableKey).toMatch(/^pk_test_[0-9A-Za-z]{39}$/);
    expect(live.publishable).toMatch(/^pk_live_[0-9A-Za-z]{39}$/);
    expect(new Set([sandbox.publishableKey, live.publishable, other.publishable]).size).toBe(3);
    expect((await sandbox.client.sandbox.get()).publishable_key).toBe(sandbox.publishableKey);
    expect((await clientOf(sandbox, other.secret).auth.whoami()).publishable_key).toBe(other.publishable);
    await using again = await createSandbox({ seed: "publishable", frozenAt: 1_800_000_000 });
    expect(again.publishableKey).toBe(sandbox.publishableKey);
    await using another = await createSandbox({ seed: "another", frozenAt: 1_800_000_000 });
    expect(another.publishableKey).not.toBe(sandbox.publishableKey);
    expect(
      await failureOf(clientOf(sandbox, another.publishableKey).paymentMethods.create({ type: "card" })),
    ).toMatchObject({
      status: 401,
      code: "api_key_invalid",
    });
  });

  test.each([
    ["a typo", (key: string) => key.replace(/.$/, (last) => (last === "x" ? "y" : "x")), "api_key_malformed"],
    ["no body", () => "pk_test_", "api_key_malformed"],
    ["the other mode's prefix", (key: string) => key.replace("_test_", "_live_"), "api_key_malformed"],
  ])("with %s is refused as a wrong secret key is", async (_, spoil, code) => {
    const failure = await failureOf(payer(spoil(sandbox.publishableKey)).paymentMethods.create({ type: "card" }));
    expect(failure).toMatchObject({ status: 401, code });
  });

  test.each(allOperations.filter(({ id, publishable }) => publishable === undefined && id !== "sandbox.health"))(
    "may not $id",
    async (operation) => {
      const carried: Record<string, string>[] = [
        { authorization: `Bearer ${sandbox.publishableKey}` },
        { authorization: `Basic ${Buffer.from(`${sandbox.publishableKey}:`).toString("base64")}` },
        { "x-api-key": sandbox.publishableKey },
      ];
      for (const headers of carried) {
        const answer = await call(operation, headers, "nope");
        const expected =
          operation.access === "client_secret" ? [401, "client_secret_required"] : [403, "secret_key_required"];
        expect([answer.status, answer.error?.code]).toEqual(expected);
      }
    },
  );

  test("may do nothing but this", () => {
    const open = allOperations.flatMap(({ id, publishable }) => (publishable ? [{ [id]: publishable }] : []));
    expect(open).toMatchInlineSnapshot(`
      [
        {
          "payment_intents.get": {
            "clientSecret": true,
            "params": [],
          },
        },
        {
          "payment_intents.confirm": {
            "clientSecret": true,
            "params": [
              "confirmation_token",
              "payment_method",
              "payment_method_data",
              "return_url",
              "payment_method_id",
              "receipt_email",
              "setup_future_usage",
              "shipping",
            ],
          },
        },
        {
          "confirmation_tokens.create": {
            "clientSecret": false,
            "params": [
              "metadata",
              "payment_method_data",
              "return_url",
              "setup_future_usage",
              "shipping",
            ],
          },
        },
        {
          "setup_intents.get": {
            "clientSecret": true,
            "params": [],
          },
        },
        {
          "setup_intents.confirm": {
            "clientSecret": true,
            "params": [
              "confirmation_token",
              "payment_method",
              "payment_method_data",
              "return_url",
            ],
          },
        },
        {
          "payment_methods.create": {
            "clientSecret": false,
            "params": [
              "type",
              "card",
              "us_bank_account",
              "sepa_debit",
              "customer_balance",
              "billing_details",
              "metadata",
            ],
          },
        },
      ]
    `);
  });

  test("names parameters that its operations have", () => {
    for (const { input, publishable } of allOperations) {
      const known = Object.keys(input.properties);
      expect(known).toEqual(expect.arrayContaining([...(publishable?.params ?? [])]));
      if (publishable?.clientSecret) expect(known).toContain("client_secret");
    }
    expect(operations["payment_intents.create"].input.properties).not.toHaveProperty("client_secret");
  });

  test("opens no page, no metrics, no stream, and no door", async () => {
    const get = (url: string, path: string) =>
      send(url, { path, headers: { authorization: `Bearer ${sandbox.publishableKey}` } });
    expect((await get(sandbox.url, "/metrics")).error?.code).toBe("secret_key_required");
    expect((await get(sandbox.url, "/events/stream")).status).toBe(403);
    await using open = await createSandbox({ seed: "publishable", host: "0.0.0.0", allowRemote: true });
    expect((await get(open.url, "/openapi.json")).status).toBe(403);
    expect((await get(open.url, "/.well-known/jwks.json")).status).toBe(403);
    const intent = await open.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const path = `/payments/payment_intents/${intent.id}?client_secret=${intent.client_secret}`;
    expect((await get(open.url, path)).status).toBe(200);
  });
});

describe("with the client secret of an intent", () => {
  test("a payer reads it without what is not his business", async () => {
    const customer = await sandbox.client.customers.create({});
    const intent = await intentOf({ customer: customer.id, statement_descriptor: "SHOP", transfer_group: "g" });
    const { id, client_secret: secret } = intent;
    const shown = await payer().paymentIntents.get(id, { client_secret: secret });
    expect(shown).toEqual({ ...intent, ...hiddenFromPayer["payment_intent"] });
    expect(intent).toMatchObject({ customer: customer.id, metadata: { order: "7" }, transfer_group: "g" });
    const own = await sandbox.client.paymentIntents.get(id, { client_secret: secret });
    expect(own).toEqual(intent);
  });

  test("a payer makes a method, confirms with it and sees no trace of others", async () => {
    const { id, client_secret: secret } = await intentOf();
    const method = await payer().paymentMethods.create({
      type: "card",
      card: { number: "4242424242424242", exp_month: 1, exp_year: 2030, cvc: "123" },
    });
    expect(method).toMatchObject({ customer: null, metadata: {}, card: { last4: "4242", fingerprint: "" } });
    const paid = await payer().paymentIntents.confirm(id, {
      client_secret: secret,
      payment_method: method.id,
      receipt_email: "payer@example.test",
      expand: ["payment_method"],
    });
    expect(paid).toMatchObject({
      status: "succeeded",
      latest_charge: null,
      metadata: {},
      receipt_email: "payer@example.test",
    });
    expect(paid.payment_method).toMatchObject({ id: method.id, card: { fingerprint: "" } });
    const whole = await sandbox.client.paymentIntents.get(id);
    expect(whole).toMatchObject({ status: "succeeded", metadata: { order: "7" } });
    expect(whole.latest_charge).toMatch(/^ch_/);
  });

  test("a payer sets a method up", async () => {
    const customer = await sandbox.client.customers.create({});
    const { id, client_secret: secret } = await sandbox.client.setupIntents.create({
      customer: customer.id,
      metadata: { a: "b" },
    });
    expect(await payer().setupIntents.get(id, { client_secret: secret })).toMatchObject({
      customer: null,
      metadata: {},
    });
    const done = await payer().setupIntents.confirm(id, { client_secret: secret, payment_method: "pm_card_visa" });
    expect(done).toMatchObject({ status: "succeeded", customer: null, metadata: {} });
    expect((await sandbox.client.setupIntents.get(id)).customer).toBe(customer.id);
  });

  test("a decline shows the payer's part of the intent only", async () => {
    const customer = await sandbox.client.customers.create({});
    const { id, client_secret: secret } = await intentOf({ customer: customer.id });
    const confirm = payer().paymentIntents.confirm(id, {
      client_secret: secret,
      payment_method: "pm_card_visa_chargeDeclined",
    });
    const { status, code, body } = await failureOf(confirm);
    expect([status, code]).toEqual([402, "card_declined"]);
    expect(JSON.stringify(body)).not.toContain(customer.id);
    const again = await failureOf(
      payer().paymentIntents.confirm(id, { client_secret: secret, payment_method: "pm_none" }),
    );
    expect(again).toMatchObject({ code: "resource_missing" });
    await sandbox.client.paymentIntents.cancel(id);
    const late = await failureOf(
      payer().paymentIntents.confirm(id, { client_secret: secret, payment_method: "pm_card_visa" }),
    );
    expect(late).toMatchObject({ code: "payment_intent_unexpected_state" });
    expect(JSON.stringify(late.body)).not.toContain(customer.id);
  });

  test("what is hidden leaves a resource of its own form", async () => {
    const intent = await intentOf({ payment_method: "pm_card_visa" });
    const shown = await payer().paymentIntents.get(intent.id, { client_secret: intent.client_secret });
    expect(Check(PaymentIntent, shown)).toBe(true);
    const setup = await sandbox.client.setupIntents.create({});
    expect(Check(SetupIntent, await payer().setupIntents.get(setup.id, { client_secret: setup.client_secret }))).toBe(
      true,
    );
    const method = await payer().paymentMethods.create({
      type: "us_bank_account",
      us_bank_account: { account_number: "000123456789", routing_number: "110000000" },
      billing_details: { name: "Ada" },
    });
    expect(Check(PaymentMethod, method)).toBe(true);
    expect(method.us_bank_account?.fingerprint).toBe("");
  });
});

describe("a client secret that does not fit", () => {
  test("is refused, whoever sends it, and nothing happens", async () => {
    const [mine, another] = [await intentOf(), await intentOf()];
    const setup = await sandbox.client.setupIntents.create({});
    const foreign = await clientOf(sandbox, other.secret).paymentIntents.create({ amount: 2000, currency: "usd" });
    for (const secret of [
      another.client_secret,
      setup.client_secret,
      foreign.client_secret,
      `${mine.client_secret.slice(0, -1)}${mine.client_secret.endsWith("0") ? "1" : "0"}`,
      "pi_secret",
    ]) {
      for (const client of [payer(), sandbox.client]) {
        const read = await failureOf(client.paymentIntents.get(mine.id, { client_secret: secret }));
        expect(read).toMatchObject({ status: 400, code: "client_secret_mismatch", param: "client_secret" });
        const confirm = client.paymentIntents.confirm(mine.id, {
          client_secret: secret,
          payment_method: "pm_card_visa",
        });
        expect(await failureOf(confirm)).toMatchObject({ code: "client_secret_mismatch" });
      }
    }
    expect((await sandbox.client.paymentIntents.get(mine.id)).status).toBe("requires_payment_method");
  });

  test("also where the key is of another account or mode", async () => {
    const { id, client_secret: secret } = await intentOf();
    for (const key of [live.publishable, other.publishable, live.secret, other.secret]) {
      const read = await failureOf(payer(key).paymentIntents.get(id, { client_secret: secret }));
      expect(read).toMatchObject({ status: 400, code: "client_secret_mismatch" });
    }
  });

  test("without one, a payer is asked for it", async () => {
    const { id } = await intentOf();
    for (const asked of [
      payer().paymentIntents.get(id),
      payer().paymentIntents.confirm(id, { payment_method: "pm_card_visa" }),
    ]) {
      expect(await failureOf(asked)).toMatchObject({ status: 400, code: "parameter_missing", param: "client_secret" });
    }
    const setup = await sandbox.client.setupIntents.create({});
    expect(await failureOf(payer().setupIntents.get(setup.id))).toMatchObject({ code: "parameter_missing" });
  });
});

describe("what is the merchant's to decide", () => {
  test.each([
    ["off_session", { off_session: true }],
    ["capture_method", { capture_method: "manual" }],
    ["error_on_requires_action", { error_on_requires_action: true }],
  ] as const)("%s is refused by its name", async (param, more) => {
    const { id, client_secret: secret } = await intentOf();
    const confirm = payer().paymentIntents.confirm(id, {
      client_secret: secret,
      payment_method: "pm_card_visa",
      ...more,
    });
    expect(await failureOf(confirm)).toMatchObject({ status: 403, code: "secret_key_required", param });
    expect((await sandbox.client.paymentIntents.get(id)).status).toBe("requires_payment_method");
  });

  test("an amount is no parameter of a confirmation", async () => {
    const { id, client_secret: secret } = await intentOf();
    const body = { client_secret: secret, payment_method: "pm_card_visa", amount: 1 } as object;
    expect(await failureOf(payer().paymentIntents.confirm(id, body))).toMatchObject({
      code: "parameter_unknown",
      param: "amount",
    });
  });

  test.each(["latest_charge", "customer", "payment_method.customer"])("%s is not expanded", async (path) => {
    const { id, client_secret: secret } = await intentOf();
    const read = await failureOf(payer().paymentIntents.get(id, { client_secret: secret, expand: [path] }));
    expect(read).toMatchObject({ status: 403, code: "secret_key_required", param: "expand[0]" });
  });

  test("an intent that is confirmed by hand is confirmed by a secret key", async () => {
    const { id, client_secret: secret } = await intentOf({ confirmation_method: "manual" });
    const confirm = payer().paymentIntents.confirm(id, { client_secret: secret, payment_method: "pm_card_visa" });
    expect(await failureOf(confirm)).toMatchObject({ status: 403, code: "secret_key_required" });
    expect((await sandbox.client.paymentIntents.confirm(id, { payment_method: "pm_card_visa" })).status).toBe(
      "succeeded",
    );
  });

  test("a customer's method is used for his own intents alone", async () => {
    const customer = await sandbox.client.customers.create({});
    const method = await sandbox.client.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    const stranger = await intentOf();
    const theft = payer().paymentIntents.confirm(stranger.id, {
      client_secret: stranger.client_secret,
      payment_method: method.id,
    });
    const failure = await failureOf(theft);
    expect(failure).toMatchObject({ status: 400 });
    expect(JSON.stringify(failure.body)).not.toContain(customer.id);
    expect((await sandbox.client.paymentIntents.get(stranger.id)).status).toBe("requires_payment_method");
    const own = await intentOf({ customer: customer.id });
    const paid = await payer().paymentIntents.confirm(own.id, {
      client_secret: own.client_secret,
      payment_method: method.id,
    });
    expect(paid).toMatchObject({ status: "succeeded", customer: null, payment_method: method.id });
  });
});

describe("like any other key", () => {
  test("it has idempotency keys, apart from its account's", async () => {
    const before = await countIntents();
    const { id, client_secret: secret } = await intentOf();
    const confirm = { client_secret: secret, payment_method: "pm_card_visa" };
    const first = await payer().paymentIntents.confirm(id, confirm, { idempotencyKey: "once" });
    expect(await payer().paymentIntents.confirm(id, confirm, { idempotencyKey: "once" })).toEqual(first);
    const own = await failureOf(sandbox.client.paymentIntents.confirm(id, confirm, { idempotencyKey: "once" }));
    expect(own).toMatchObject({ code: "payment_intent_unexpected_state" });
    expect(await countIntents()).toBe(before + 1);
  });

  test("its requests are in the log of its account, and rules make them fail", async () => {
    const { id, client_secret: secret } = await intentOf();
    const fault = await sandbox.client.faults.create({
      effect: "error",
      status: 503,
      path: "/payments/payment_intents/*",
    });
    expect(await failureOf(payer().paymentIntents.get(id, { client_secret: secret }))).toMatchObject({ status: 503 });
    await sandbox.client.faults.delete(fault.id);
    const { data } = await sandbox.client.requests.list({ operation: "payment_intents.get", limit: 1 });
    expect(data[0]).toMatchObject({ status: 503, faults: [fault.id] });
    expect(data[0]?.path).not.toContain(secret);
  });

  test("it is counted by itself", async () => {
    await using limited = await createSandbox({
      seed: "limited",
      rateLimit: { limit: 3, windowSeconds: 60 },
      frozenAt: 1_800_000_000,
    });
    const client = clientOf(limited, limited.publishableKey);
    const make = () => client.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    for (let count = 0; count < 3; count++) await make();
    expect(await failureOf(make())).toMatchObject({
      status: 429,
    });
    expect((await limited.client.paymentIntents.list()).data).toEqual([]);
  });

  test("a platform's acts for its connected account, and for no other", async () => {
    const account = await sandbox.client.connectedAccounts.create({ email: "shop@example.test" });
    const made = await callFor(sandbox, account.id, "/payments/payment_intents", { amount: 2000, currency: "usd" });
    const { id, client_secret: secret } = made.json as { id: string; client_secret: string };
    const path = `/payments/payment_intents/${id}?client_secret=${secret}`;
    const authorization = `Bearer ${sandbox.publishableKey}`;
    const ask = (headers: Record<string, string>) => send(sandbox.url, { path, headers });
    expect((await ask({ authorization, "micro-account": account.id })).json).toMatchObject({ id });
    expect((await ask({ authorization })).error?.code).toBe("client_secret_mismatch");
    const stranger = { authorization: `Bearer ${other.publishable}`, "micro-account": account.id };
    expect((await ask(stranger)).error?.code).toBe("account_invalid");
    const theirs = (await callFor(sandbox, account.id, "/auth/whoami")).json as { publishable_key: string };
    expect((await ask({ authorization: `Bearer ${theirs.publishable_key}` })).json).toMatchObject({ id });
    await sandbox.client.connectedAccounts.delete(account.id);
    expect((await ask({ authorization: `Bearer ${theirs.publishable_key}` })).error?.code).toBe("api_key_invalid");
  });
});
