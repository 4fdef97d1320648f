import { sandboxTest, type TestSandbox } from "@micro/sandbox/vitest";
import { expect } from "vitest";

import { collectDue, type Subscription } from "./subscriptions.ts";

const test = sandboxTest({ clock: "2027-01-01T00:00:00Z" });

async function subscribe({ client, clock }: TestSandbox, card: string): Promise<Subscription> {
  const { id } = await client.customers.create({ email: "ada@example.com" });
  return { customer: id, card, amount: 1500, nextPaymentAt: clock.now(), status: "active", declines: 0 };
}
const succeeded = async ({ events }: TestSandbox) =>
  (await events.list()).filter(({ type }) => type === "payment.succeeded").length;

test("a month later the second payment is taken, and the money of the first is available", async ({ sandbox }) => {
  const subscription = await subscribe(sandbox, "pm_card_visa");
  await collectDue(sandbox.client, [subscription], sandbox.clock.now());
  expect((await sandbox.client.balance.get()).available).toMatchObject([{ amount: 0, currency: "usd" }]);
  await sandbox.clock.advance("29d");
  await collectDue(sandbox.client, [subscription], sandbox.clock.now());
  expect(await succeeded(sandbox)).toBe(1);
  await sandbox.clock.advance("1d");
  await collectDue(sandbox.client, [subscription], sandbox.clock.now());
  expect(await succeeded(sandbox)).toBe(2);
  expect((await sandbox.client.balance.get()).available[0]?.amount).toBeGreaterThan(1400);
  await expect(sandbox).toBeBalanced();
});

test("a job that slept for a year takes every month once, also when it runs twice", async ({ sandbox }) => {
  const subscription = await subscribe(sandbox, "pm_card_visa");
  const copy = { ...subscription };
  await sandbox.clock.advance("360d");
  await collectDue(sandbox.client, [subscription], sandbox.clock.now());
  expect(await succeeded(sandbox)).toBe(13);
  await collectDue(
    sandbox.client,
    [{ ...copy, nextPaymentAt: subscription.nextPaymentAt - 30 * 86_400 }],
    sandbox.clock.now(),
  );
  expect(await succeeded(sandbox)).toBe(13);
});

test("a card that is declined is tried on three days, and then never again", async ({ sandbox }) => {
  const subscription = await subscribe(sandbox, "pm_card_visa_chargeDeclined");
  for (let day = 0; day < 10; day += 1) {
    await collectDue(sandbox.client, [subscription], sandbox.clock.now());
    await sandbox.clock.advance("1d");
  }
  expect(subscription).toMatchObject({ status: "canceled", declines: 3 });
  expect((await sandbox.events.list()).filter(({ type }) => type === "payment.failed")).toHaveLength(3);
  await expect(sandbox).not.toHaveEmitted("payment.succeeded");
});
