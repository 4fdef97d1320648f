import { subscriptionStatuses, type Client, type Subscription, type SubscriptionStatus } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { failureOf } from "../../../../test/support/failure.ts";
import { newestSeq } from "../../../../test/support/look.ts";
import { startSandbox } from "../../../../test/support/sandbox.ts";
import { daySeconds, payerWith, payWith, planOf, subscribe } from "../../../../test/support/subscriptions.ts";
import type { Sandbox } from "../../../index.ts";
import { subscriptionCommands, subscriptionTransitions, type SubscriptionCommand } from "./subscription-state.ts";

interface Road {
  sandbox: Sandbox;
  customer: string;
  price: string;
}

/** A subscription that was active, and whose renewal nobody pays. */
async function unpaidRenewal({ sandbox: { client, clock }, customer, price }: Road, end: "past_due" | "unpaid") {
  await client.paymentSettings.update({ subscription_dunning_end: end, invoice_retry_days: [] });
  const subscription = await subscribe(client, customer, price);
  await payWith(client, customer, "pm_card_chargeCustomerFail");
  await clock.advance(32 * daySeconds);
  return subscription;
}

/** How a subscription gets into each status. */
const roads: Record<SubscriptionStatus, (road: Road) => Promise<Subscription>> = {
  incomplete: ({ sandbox: { client }, customer, price }) =>
    subscribe(client, customer, price, { payment_behavior: "default_incomplete" }),
  incomplete_expired: async ({ sandbox: { client }, customer, price }) => {
    const subscription = await subscribe(client, customer, price, { payment_behavior: "default_incomplete" });
    await client.invoices.void(subscription.latest_invoice!);
    return subscription;
  },
  trialing: ({ sandbox: { client }, customer, price }) => subscribe(client, customer, price, { trial_period_days: 20 }),
  active: ({ sandbox: { client }, customer, price }) => subscribe(client, customer, price),
  past_due: (road) => unpaidRenewal(road, "past_due"),
  unpaid: (road) => unpaidRenewal(road, "unpaid"),
  paused: async ({ sandbox: { client }, customer, price }) => {
    const subscription = await subscribe(client, customer, price);
    return client.subscriptions.pause(subscription.id);
  },
  canceled: async ({ sandbox: { client }, customer, price }) => {
    const subscription = await subscribe(client, customer, price);
    return client.subscriptions.cancel(subscription.id);
  },
};

/** What a caller asks for; what the clock and payments do is in the tests of whole lives. */
const calls: Partial<Record<SubscriptionCommand, (client: Client, id: string) => PromiseLike<unknown>>> = {
  annotate: (client, id) => client.subscriptions.update(id, { description: "Noted" }),
  edit: (client, id) => client.subscriptions.update(id, { cancel_at_period_end: true }),
  cancel: (client, id) => client.subscriptions.cancel(id),
  pause: (client, id) => client.subscriptions.pause(id),
  resume: (client, id) =>
    client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged", proration_behavior: "none" }),
};
const asked = subscriptionCommands.filter((command) => command in calls);

describe.each(subscriptionStatuses)("a subscription that is %s", (status) => {
  test.each(asked)("takes or refuses %s as the table says", async (command) => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const road = { sandbox, customer: await payerWith(client), price: await planOf(client, 2000) };
    const { id } = await roads[status](road);
    expect((await client.subscriptions.get(id)).status).toBe(status);
    const before = await newestSeq(client);
    const next = subscriptionTransitions[status][command];
    const call = calls[command]!(client, id);
    if (next === null) {
      expect(await failureOf(call)).toMatchObject({ status: 409, code: "state_conflict" });
      expect(await newestSeq(client)).toBe(before);
    } else {
      await call;
      expect(await newestSeq(client)).toBeGreaterThan(before);
    }
    expect((await client.subscriptions.get(id)).status).toBe(next ?? status);
  });
});
