import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createTestSandbox, type TestView } from "../../src/testing.ts";

const count = 100;

interface Step {
  who: number;
  amount: number;
  confirm: boolean;
}
const steps = fc.array(
  fc.record({ who: fc.nat(count - 1), amount: fc.integer({ min: 100, max: 99_999 }), confirm: fc.boolean() }),
  { minLength: 150, maxLength: 300 },
);

/** Plays the steps side by side, and says what each should see of it. */
async function play(views: readonly TestView[], all: readonly Step[]): Promise<number[][]> {
  const expected: number[][] = views.map(() => []);
  await Promise.all(
    all.map(async ({ who, amount, confirm }) => {
      expected[who]?.push(amount);
      const pay = confirm ? ({ payment_method: "pm_card_visa", confirm } as const) : {};
      await views[who]?.client.paymentIntents.create({ amount, currency: "usd", ...pay });
    }),
  );
  return expected;
}

const ascending = (a: number, b: number) => a - b;

async function assertSeen(view: TestView, amounts: readonly number[]): Promise<void> {
  const wanted = amounts.toSorted(ascending);
  const events = await view.events.list();
  const created = events.flatMap((event) => (event.type === "payment.created" ? [event.data.object.amount] : []));
  expect(created.toSorted(ascending)).toEqual(wanted);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const delivered = await view.webhooks.received("payment.created");
  expect(delivered.map(({ event }) => Reflect.get(event.data.object, "amount") as number).toSorted(ascending)).toEqual(
    wanted,
  );
  if (amounts.length > 0) await view.ledger.assertBalanced();
}

test("a hundred sandboxes in one process know nothing of each other", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const sandboxes = await Promise.all(Array.from({ length: count }, () => createTestSandbox({ seed: "same" })));
      try {
        const expected = await play(sandboxes, all);
        for (const [index, sandbox] of sandboxes.entries()) await assertSeen(sandbox, expected[index] ?? []);
      } finally {
        await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      }
    }),
    { numRuns: 1, seed },
  );
}, 120_000);

test("a hundred accounts in one sandbox know nothing of each other", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  await using sandbox = await createTestSandbox();
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      await sandbox.reset();
      const accounts = [];
      for (let index = 0; index < count; index += 1) accounts.push(await sandbox.openAccount(`account-${index}`));
      const expected = await play(accounts, all);
      for (const [index, account] of accounts.entries()) await assertSeen(account, expected[index] ?? []);
      expect(await sandbox.events.list()).toEqual([]);
    }),
    { numRuns: 2, seed, endOnFailure: true },
  );
}, 120_000);
