import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { callFor } from "../../support/connect.ts";
import { startReceiver } from "../../support/receiver.ts";
import { startSandbox, temporaryFile } from "../../support/sandbox.ts";
import { hasStripeCli, runStripe, stripe } from "../../support/stripe-cli.ts";
import { clientOf } from "./client.ts";

/** The clock runs: the command line prints what it gets in its own time. */
const start = () => startSandbox({ frozenAt: undefined });
const ready = "Ready!";

describe.skipIf(!hasStripeCli)("Stripe's command line", () => {
  test("listens and forwards events, whose signature the client verifies, and what came of it is kept", async () => {
    const sandbox = await start();
    const receiver = await startReceiver();
    const listen = runStripe(sandbox, "listen", "--all-snapshot", "--forward-to", receiver.url);
    await listen.expectText(ready);
    const [secret = ""] = /whsec_[A-Za-z0-9+/=]+/.exec(listen.text()) ?? [];
    const client = clientOf(sandbox);
    const customer = await client.customers.create({ name: "Ann" });
    await receiver.expectCount(1);
    const [received] = receiver.received;
    const event = Stripe.webhooks.constructEvent(
      received?.body ?? "",
      received?.headers["stripe-signature"] ?? "",
      secret,
    );
    expect(event).toMatchObject({ type: "customer.created", data: { object: { id: customer.id } } });
    await listen.expectText(`[200] POST ${receiver.url} [${event.id}]`);
    const attempts = () => sandbox.client.webhookAttempts.list({ event: event.id });
    await expect
      .poll(async () => (await attempts()).data)
      .toMatchObject([{ source: "listener", url: receiver.url, status_code: 200, response_body: "answered 200" }]);
    expect(receiver.received).toHaveLength(1);
  });

  test("forwards the events of connected accounts to where they are to go", async () => {
    const sandbox = await start();
    const [own, connected] = [await startReceiver(), await startReceiver()];
    const client = clientOf(sandbox);
    const before = await client.accounts.create({ type: "custom" });
    await client.customers.create({ name: "Early" }, { stripeAccount: before.id });
    const to = ["--forward-to", own.url, "--forward-connect-to", connected.url];
    const listen = runStripe(sandbox, "listen", "--all-snapshot", ...to);
    await listen.expectText(ready);
    const [secret = ""] = /whsec_[A-Za-z0-9+/=]+/.exec(listen.text()) ?? [];
    const after = await client.accounts.create({ type: "custom" });
    for (const { id } of [before, after]) await client.customers.create({ name: id }, { stripeAccount: id });
    await client.customers.create({ name: "Ours" });
    await Promise.all([own.expectCount(1), connected.expectCount(2)]);
    const events = connected.received.map(({ body, headers }) =>
      Stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secret),
    );
    expect(events.map(({ type, account }) => `${type} ${account}`).toSorted()).toEqual(
      [`customer.created ${before.id}`, `customer.created ${after.id}`].toSorted(),
    );
    expect(own.received.map(({ event }) => event.data.object)).toMatchObject([{ name: "Ours" }]);
    const [event] = events;
    await listen.expectText(`[200] POST ${connected.url} [${event?.id}]`);
    const kept = async () => {
      const path = `/webhooks/attempts?event=${event?.id}`;
      const account = event?.account?.replace("acct_", "conn_") ?? "";
      return ((await callFor(sandbox, account, path)).json as { data: object[] }).data;
    };
    await expect.poll(kept).toMatchObject([{ source: "listener", url: connected.url, status_code: 200 }]);
  });

  test("listens to some types only, in the newest version", async () => {
    const sandbox = await start();
    const receiver = await startReceiver();
    const to = ["--latest", "--forward-to", receiver.url];
    const listen = runStripe(sandbox, "listen", "--events", "customer.updated", ...to);
    await listen.expectText(ready);
    const client = clientOf(sandbox);
    const { id } = await client.customers.create({});
    await client.customers.update(id, { name: "Ann" });
    await receiver.expectCount(1);
    expect(receiver.received.map(({ event }) => event.type)).toEqual(["customer.updated"]);
  });

  test("sends an event again to those who listen", async () => {
    const sandbox = await start();
    await clientOf(sandbox).customers.create({});
    const [event] = (await clientOf(sandbox).events.list()).data;
    const listen = runStripe(sandbox, "listen", "--all-snapshot");
    await listen.expectText(ready);
    expect(listen.text()).not.toContain("customer.created");
    expect(await stripe(sandbox, "events", "resend", event?.id ?? "")).toContain(`"id": "${event?.id}"`);
    await listen.expectText(`customer.created [${event?.id}]`);
  });

  test("hears no thin events, and is told so", async () => {
    const sandbox = await start();
    const listen = runStripe(sandbox, "listen", "--all-thin", "--forward-to", "localhost:1");
    expect(await listen.ended).not.toBe(0);
    expect(listen.text()).toContain("there are no thin events");
  });

  test("tails the log of requests, by its filters, with what an error says", async () => {
    const sandbox = await start();
    const tail = runStripe(sandbox, "logs", "tail");
    const failed = runStripe(sandbox, "logs", "tail", "--filter-status-code-type", "4XX");
    const read = runStripe(sandbox, "logs", "tail", "--filter-http-method", "GET", "--filter-request-status", "FAILED");
    await Promise.all([tail, failed, read].map((run) => run.expectText(ready)));
    const client = clientOf(sandbox);
    await client.balance.retrieve();
    await client.charges.create({ amount: 100, currency: "usd", source: "tok_chargeDeclined" }).catch(() => {});
    await client.charges.retrieve("ch_none").catch(() => {});
    await Promise.all([tail, failed, read].map((run) => run.expectText("[404] GET /v1/charges/ch_none")));
    expect(tail.text()).toContain("[200] GET /v1/balance");
    for (const run of [tail, failed]) {
      expect(run.text()).toContain("[402] POST /v1/charges");
      expect(run.text()).toContain("DeclineCode: generic_decline");
    }
    expect(failed.text()).not.toContain("/v1/balance");
    expect(read.text()).not.toMatch(/\[200\]|\[402\]/);
  });

  test("reads and writes", async () => {
    const sandbox = await start();
    const made = await stripe(sandbox, "post", "/v1/customers", "-d", "name=Ann", "-d", "metadata[a]=b");
    const { id } = JSON.parse(made) as { id: string };
    expect(JSON.parse(await stripe(sandbox, "get", `/v1/customers/${id}`))).toMatchObject({
      name: "Ann",
      metadata: { a: "b" },
    });
    expect(await stripe(sandbox, "get", "/v1/customers", "--limit", "1")).toContain(id);
  });

  test("runs a file of fixtures, in which one call names what another made", async () => {
    const sandbox = await start();
    const file = join(temporaryFile(), "..", "fixtures.json");
    writeFileSync(
      file,
      JSON.stringify({
        _meta: { template_version: 0 },
        fixtures: [
          { name: "who", path: "/v1/customers", method: "post", params: { name: "Ann" } },
          {
            name: "intent",
            path: "/v1/payment_intents",
            method: "post",
            params: {
              customer: "${who:id}",
              amount: 2000,
              currency: "usd",
              payment_method: "pm_card_visa",
              confirm: true,
            },
          },
        ],
      }),
    );
    await stripe(sandbox, "fixtures", file);
    const client = clientOf(sandbox);
    const [who] = (await client.customers.list()).data;
    expect((await client.paymentIntents.list()).data).toMatchObject([
      { amount: 2000, customer: who?.id, status: "succeeded" },
    ]);
  });

  test("says what a wrong key is answered with", async () => {
    const { url } = await start();
    const listen = runStripe({ url, apiKey: "sk_test_wrong" }, "listen", "--all-snapshot");
    expect(await listen.ended).not.toBe(0);
    expect(listen.text()).toContain("status=401");
  });
});
