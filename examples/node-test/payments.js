import assert from "node:assert/strict";

import { assertSandbox, sandboxTest } from "@micro/sandbox/node-test";

const test = sandboxTest({ seed: "shop", clock: "2027-01-15T08:00:00Z" });
const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true };

test("a payment is taken, told, and in the books", async ({ sandbox }) => {
  await sandbox.client.paymentIntents.create(pay);
  await assertSandbox.emitted(sandbox, "payment.succeeded", { amount: 2000 });
  await assertSandbox.delivered(sandbox, "payment.succeeded", { amount: 2000 });
  await assertSandbox.balanced(sandbox);
});

test("the next test has a sandbox of its own", async ({ sandbox, t }) => {
  await assertSandbox.not.emitted(sandbox, "payment.succeeded");
  await assertSandbox.not.delivered(sandbox, "payment.succeeded");
  assert.equal(t.name, "the next test has a sandbox of its own");
});

test("an assertion that does not hold says what was there", { timeout: 10_000 }, async ({ sandbox }) => {
  await sandbox.client.paymentIntents.create(pay);
  await assert.rejects(assertSandbox.emitted(sandbox, "payment.failed"), /There was only: .*payment\.succeeded/);
  await assert.rejects(assertSandbox.not.emitted(sandbox, "payment.succeeded", { amount: 2000 }), /and was/);
});
