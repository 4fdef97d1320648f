import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Stripe } from "stripe";
import { expect, test } from "vitest";

import { isStripeEventName } from "../../../src/surfaces/stripe/event-names.ts";
import { registerMember } from "../../support/account.ts";
import { startReceiver } from "../../support/receiver.ts";
import { clientOf, failureOf, startStripe } from "./client.ts";

const pay = (stripe: Stripe) =>
  stripe.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true });

test("an endpoint at an address that nothing is sent to is refused, when it is created and when it moves", async () => {
  const { stripe } = await startStripe();
  const url = "https://10.0.0.1/webhook";
  const refusal = { type: "StripeInvalidRequestError", statusCode: 400, code: "url_invalid", param: "url" };
  expect(await failureOf(stripe.webhookEndpoints.create({ url, enabled_events: ["*"] }))).toMatchObject(refusal);
  const { id } = await stripe.webhookEndpoints.create({ url: "https://shop.example/webhook", enabled_events: ["*"] });
  expect(await failureOf(stripe.webhookEndpoints.update(id, { url }))).toMatchObject(refusal);
  expect((await stripe.webhookEndpoints.list()).data.map((endpoint) => endpoint.url)).toEqual([
    "https://shop.example/webhook",
  ]);
});

test("an endpoint gets events in Stripe's names, which the client verifies and reads", async () => {
  const { sandbox, stripe } = await startStripe();
  const receiver = await startReceiver();
  const endpoint = await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ["payment_intent.succeeded", "charge.succeeded", "invoice.paid"],
  });
  const intent = await pay(stripe);
  await receiver.expectCount(2);
  await sandbox.settle();
  const events = receiver.received.map(({ body, headers }) =>
    stripe.webhooks.constructEvent(
      body,
      headers["stripe-signature"] ?? "",
      endpoint.secret ?? "",
      undefined,
      undefined,
      sandbox.clock.now() * 1000,
    ),
  );
  expect(events.map(({ type }) => type).toSorted()).toEqual(["charge.succeeded", "payment_intent.succeeded"]);
  const succeeded = events.find(({ type }) => type === "payment_intent.succeeded");
  expect(succeeded).toMatchObject({
    object: "event",
    api_version: "2026-10-28.endive",
    pending_webhooks: 1,
    request: { id: intent.lastResponse.requestId },
    data: { object: { id: intent.id, object: "payment_intent", application: null } },
  });
  expect(await stripe.events.retrieve(succeeded?.id ?? "")).toMatchObject({ id: succeeded?.id, type: succeeded?.type });
  const [received] = receiver.received;
  expect(() =>
    stripe.webhooks.constructEvent(
      `${received?.body} `,
      received?.headers["stripe-signature"] ?? "",
      endpoint.secret ?? "",
    ),
  ).toThrow("No signatures found matching the expected signature for payload");
});

test("the same calls in two sandboxes give the same bytes of events", async () => {
  const bodies = async () => {
    const { stripe } = await startStripe();
    const receiver = await startReceiver();
    await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["*"] });
    await stripe.customers.create({ name: "Ann" }, { idempotencyKey: "one" });
    await receiver.expectCount(1);
    return receiver.received.map(({ body }) => body);
  };
  expect(await bodies()).toEqual(await bodies());
});

test("an endpoint is listed, changed, switched off and deleted; those of the sandbox's own kind stay apart", async () => {
  const { sandbox, stripe } = await startStripe();
  await sandbox.client.webhookEndpoints.create({ url: "http://127.0.0.1:9/own" });
  const receiver = await startReceiver();
  const { id } = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["customer.created"] });
  expect((await stripe.webhookEndpoints.list()).data.map((endpoint) => endpoint.id)).toEqual([id]);
  const changed = await stripe.webhookEndpoints.update(id, {
    enabled_events: ["customer.deleted"],
    description: "Shop",
  });
  expect(changed).toMatchObject({ enabled_events: ["customer.deleted"], description: "Shop", status: "enabled" });
  expect(changed.secret).toBeUndefined();
  await stripe.customers.create();
  const off = await stripe.webhookEndpoints.update(id, { disabled: true });
  expect(off.status).toBe("disabled");
  expect((await stripe.webhookEndpoints.update(id, { disabled: false })).status).toBe("enabled");
  await sandbox.settle();
  expect(receiver.received).toEqual([]);
  expect(await stripe.webhookEndpoints.del(id)).toMatchObject({ deleted: true });
  expect(await failureOf(stripe.webhookEndpoints.retrieve(id))).toMatchObject({ statusCode: 404 });
  const wrong = await failureOf(
    stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["Invoice Paid" as never] }),
  );
  expect(wrong).toMatchObject({ statusCode: 400, param: "enabled_events[0]" });
});

test("an endpoint wants events that Stripe has, which it has to name", async () => {
  const { stripe } = await startStripe();
  const url = "http://127.0.0.1:9/";
  const make = (more: object) => stripe.webhookEndpoints.create({ url, ...more } as Stripe.WebhookEndpointCreateParams);
  const known = ["treasury.received_credit.created", "charge.refund.updated", "*"];
  const { id, enabled_events } = await make({ enabled_events: known });
  expect(enabled_events).toEqual(known);
  const refusals = [
    await failureOf(make({ enabled_events: ["invoice.paid", "charge.foo"] })),
    await failureOf(stripe.webhookEndpoints.update(id, { enabled_events: ["invoice.paid", "charge.foo" as never] })),
  ];
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ statusCode: 400, param: "enabled_events[1]" });
  }
  const typo = await failureOf(make({ enabled_events: ["payment_intent.succeded"] }));
  expect(typo.message).toContain("The nearest is payment_intent.succeeded.");
  const missing = await failureOf(make({}));
  expect(missing).toMatchObject({ statusCode: 400, code: "parameter_missing", param: "enabled_events" });
  expect(missing.message).toMatch(/^Missing required param: enabled_events\./);
});

test("every type of event that the official client lists can be asked for", () => {
  const declared = readFileSync(
    fileURLToPath(new URL("resources/WebhookEndpoints.d.ts", import.meta.resolve("stripe"))),
    "utf8",
  );
  const [, union = ""] = /type EnabledEvent = ([^;]+);/.exec(declared) ?? [];
  const names = Array.from(union.matchAll(/'([a-z_.]+)'/g), ([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter((name) => !isStripeEventName(name))).toEqual([]);
});

test("a key of metadata that is too long is refused in Stripe's words", async () => {
  const { stripe } = await startStripe();
  const failure = await failureOf(stripe.customers.create({ metadata: { ["k".repeat(41)]: "v" } }));
  expect(failure).toMatchObject({ statusCode: 400, param: "metadata" });
  expect(failure.message).toMatch(/^Metadata keys can be up to 40 characters long; one has 41\./);
});

test("events are found by type, by several, by instant and by what they are about", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await stripe.customers.create();
  await sandbox.clock.advance(60);
  const intent = await pay(stripe);
  const types = async (params: Stripe.EventListParams) =>
    (await stripe.events.list(params)).data.map(({ type }) => type);
  expect(await types({})).toEqual([
    "payment_intent.succeeded",
    "charge.succeeded",
    "payment_intent.created",
    "customer.created",
  ]);
  expect(await types({ type: "charge.succeeded" })).toEqual(["charge.succeeded"]);
  expect(await types({ type: "payment_intent.*" })).toEqual(["payment_intent.succeeded", "payment_intent.created"]);
  expect(await types({ types: ["customer.created", "charge.succeeded", "invoice.paid"] })).toEqual([
    "charge.succeeded",
    "customer.created",
  ]);
  expect(await types({ type: "invoice.paid" })).toEqual([]);
  expect(await types({ created: { lte: customer.created } })).toEqual(["customer.created"]);
  const about: unknown = await stripe.rawRequest("GET", `/v1/events?related_object=${intent.id}`);
  expect((about as { data: { type: string }[] }).data.map(({ type }) => type)).toEqual([
    "payment_intent.succeeded",
    "payment_intent.created",
  ]);
  const page = await stripe.events.list({ limit: 1 });
  expect(page.has_more).toBe(true);
});

test("an event is sent again, to one endpoint if asked", async () => {
  const { sandbox, stripe } = await startStripe();
  const receiver = await startReceiver();
  const other = await startReceiver();
  const { id } = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ["*"] });
  await stripe.webhookEndpoints.create({ url: other.url, enabled_events: ["*"] });
  await stripe.customers.create();
  await receiver.expectCount(1);
  await other.expectCount(1);
  const [event] = (await stripe.events.list()).data;
  const answer: unknown = await stripe.rawRequest("POST", `/v1/events/${event?.id}/retry`, { webhook_endpoint: id });
  expect(answer).toMatchObject({ id: event?.id, object: "event", type: "customer.created" });
  await receiver.expectCount(2);
  await sandbox.settle();
  const [logged, before] = (await sandbox.client.requests.list()).data;
  expect([logged?.path, before?.path]).toEqual([`/v1/events/${event?.id}/retry`, "/v1/events"]);
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  expect(other.received).toHaveLength(1);
});

test("another account sees nothing of it", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await stripe.customers.create();
  const { key } = await (await registerMember(sandbox, "bob@example.test")).createKey();
  const stranger = clientOf({ url: sandbox.url, apiKey: key });
  expect((await stranger.events.list()).data.map(({ type }) => type)).toEqual([]);
  expect(await failureOf(stranger.customers.retrieve(customer.id))).toMatchObject({ statusCode: 404 });
});

test("an endpoint of a connected account hears of that account, and the platform's does not", async () => {
  const { sandbox, stripe } = await startStripe();
  const [theirs, ours] = [await startReceiver(), await startReceiver()];
  const account = await stripe.accounts.create({ type: "express" });
  const acting = { stripeAccount: account.id };
  const endpoint = await stripe.webhookEndpoints.create({ url: theirs.url, enabled_events: ["*"] }, acting);
  await stripe.webhookEndpoints.create({ url: ours.url, enabled_events: ["*"] });
  const customer = await stripe.customers.create({ name: "Bob" }, acting);
  await stripe.accounts.update(account.id, { metadata: { a: "1" } });
  await Promise.all([theirs.expectCount(1), ours.expectCount(1)]);
  await sandbox.settle();
  const [received] = theirs.received;
  const event = stripe.webhooks.constructEvent(
    received?.body ?? "",
    received?.headers["stripe-signature"] ?? "",
    endpoint.secret ?? "",
    undefined,
    undefined,
    sandbox.clock.now() * 1000,
  );
  expect(event).toMatchObject({
    type: "customer.created",
    account: account.id,
    data: { object: { id: customer.id } },
  });
  expect(theirs.received).toHaveLength(1);
  expect(ours.received.map(({ event }) => event.type)).toEqual(["account.updated"]);
  expect(JSON.parse(ours.received[0]?.body ?? "")).toMatchObject({
    account: account.id,
    data: { object: { id: account.id, metadata: { a: "1" } } },
  });
});

test("an endpoint with `connect` hears of every connected account, each event signed and with its account", async () => {
  const { sandbox, stripe } = await startStripe();
  const [connect, ours] = [await startReceiver(), await startReceiver()];
  const endpoint = await stripe.webhookEndpoints.create({ url: connect.url, enabled_events: ["*"], connect: true });
  await stripe.webhookEndpoints.create({ url: ours.url, enabled_events: ["customer.created"] });
  const accounts = [await stripe.accounts.create({ type: "custom" }), await stripe.accounts.create({ type: "custom" })];
  await stripe.customers.create({ name: "Ours" });
  for (const { id } of accounts) await stripe.customers.create({ name: id }, { stripeAccount: id });
  await stripe.accounts.update(accounts[0]?.id ?? "", { metadata: { a: "1" } });
  await connect.expectCount(3);
  await sandbox.settle();
  const events = connect.received.map(({ body, headers }) =>
    stripe.webhooks.constructEvent(
      body,
      headers["stripe-signature"] ?? "",
      endpoint.secret ?? "",
      undefined,
      undefined,
      sandbox.clock.now() * 1000,
    ),
  );
  const heard = events.map(({ type, account }) => `${type} ${account}`).toSorted();
  expect(heard).toEqual(
    [
      `account.updated ${accounts[0]?.id}`,
      `customer.created ${accounts[0]?.id}`,
      `customer.created ${accounts[1]?.id}`,
    ].toSorted(),
  );
  const [first] = accounts;
  const theirs = events.find(({ type, account }) => type === "customer.created" && account === first?.id);
  expect(theirs).toMatchObject({ pending_webhooks: 1, data: { object: { name: first?.id } } });
  expect(await stripe.events.retrieve(theirs?.id ?? "", {}, { stripeAccount: first?.id ?? "" })).toMatchObject({
    id: theirs?.id,
  });
  expect(ours.received.map(({ event }) => event.data.object)).toMatchObject([{ name: "Ours" }]);
  // The deliveries are the platform's, who has the endpoint.
  const deliveries = (await sandbox.client.webhookDeliveries.list({ endpoint: endpoint.id })).data;
  expect(deliveries.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
  await sandbox.client.webhookDeliveries.retry(deliveries[0]?.id ?? "");
  await connect.expectCount(4);
  await stripe.accounts.del(first?.id ?? "");
  await sandbox.settle();
  expect(await failureOf(stripe.customers.create({}, { stripeAccount: first?.id ?? "" }))).toMatchObject({
    code: "account_invalid",
  });
});
