import { expect } from "@jest/globals";
import { sandboxTest } from "@micro/sandbox/jest";

const test = sandboxTest({ seed: "shop", clock: "2027-01-15T08:00:00Z" });
const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true };

test("a payment is taken, told, and in the books", async ({ sandbox }) => {
  await sandbox.client.paymentIntents.create(pay);
  await expect(sandbox).toHaveEmitted("payment.succeeded", { amount: 2000, id: expect.stringMatching(/^pi_/) });
  await expect(sandbox).toHaveDelivered("payment.succeeded", { amount: 2000 });
  await expect(sandbox).toBeBalanced();
});

test("the next test has a sandbox of its own", async ({ sandbox, account }) => {
  await expect(sandbox).not.toHaveEmitted("payment.succeeded");
  expect(account.apiKey).toBe(sandbox.apiKey);
});

test("a refund takes a minute, which need not be waited for", async ({ sandbox }) => {
  const { id } = await sandbox.client.paymentIntents.create({ ...pay, payment_method: "pm_card_pendingRefund" });
  await sandbox.client.refunds.create({ payment_intent: id });
  await expect(sandbox).not.toHaveEmitted("refund.completed");
  await sandbox.clock.advance("1h");
  await expect(sandbox).toHaveEmitted("refund.completed", { amount: 2000 });
});
