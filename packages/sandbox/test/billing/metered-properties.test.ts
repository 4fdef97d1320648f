import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createSandbox } from "../../src/index.ts";
import { callMeter, callPrice, recordCalls } from "../support/metering.ts";
import { differencesOf } from "../support/payments.ts";
import { frozenAt } from "../support/sandbox.ts";
import { daySeconds, invoicesOf, payerWith, planOf, subscribe } from "../support/subscriptions.ts";

const unitAmounts = [3, 7, 11];
const behaviors = ["create_prorations", "always_invoice", "none"] as const;

/**
 * What can happen within a period: a use, after which time goes on, and an item that comes, gets another price or goes;
 * and pauses, which may end in a later period.
 */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("use" as const), value: fc.integer({ min: 1, max: 500 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("price" as const),
      price: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
      behavior: fc.constantFrom(...behaviors),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("restart" as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("pause" as const), days: fc.integer({ min: 0, max: 70 }) }) },
);

test("whatever becomes of a metered item, each use is billed once, by the price of its instant", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (life) => {
      const sandbox = await createSandbox({ seed: "use", frozenAt });
      try {
        const { client, clock } = sandbox;
        const customer = await payerWith(client);
        const { id: meter } = await callMeter(client);
        const prices = await Promise.all(unitAmounts.map((amount) => callPrice(client, amount, meter)));
        const { id } = await subscribe(client, customer, await planOf(client, 0));
        const stored = async () =>
          (await client.subscriptions.get(id)).items.data.find(({ price }) => prices.includes(price.id));
        // What is due for certain, and what was used by the price that stands and can still be dropped.
        let [due, open] = [0, 0];
        let index: number | undefined;
        let periodEnd = (await client.subscriptions.get(id)).items.data[0]!.current_period_end;
        const wait = async (seconds: number) => {
          await clock.advance(seconds);
          const { current_period_end: end } = (await client.subscriptions.get(id)).items.data[0]!;
          if (end !== periodEnd) [due, open, periodEnd] = [due + open, 0, end];
        };
        for (const one of life) {
          if (one.act === "wait") await wait(one.days * daySeconds);
          if (one.act === "use") {
            await recordCalls(client, customer, one.value);
            if (index !== undefined) open += one.value * unitAmounts[index]!;
            await wait(1);
          }
          if (one.act === "restart") {
            await client.subscriptions.update(id, { billing_cycle_anchor: "now" });
            [due, open] = [due + open, 0];
            await wait(1);
          }
          if (one.act === "pause") {
            await client.subscriptions.pause(id);
            [due, open] = [due + open, 0];
            await clock.advance(one.days * daySeconds);
            const resumed = await client.subscriptions.resume(id, { billing_cycle_anchor: "unchanged" });
            periodEnd = resumed.items.data[0]!.current_period_end;
          }
          if (one.act === "price" && one.price !== index) {
            const item = await stored();
            const price = one.price === undefined ? { deleted: true } : { price: prices[one.price]! };
            const items = [{ ...price, ...(item && { id: item.id }) }];
            await client.subscriptions.update(id, { items, proration_behavior: one.behavior });
            [due, open, index] = [one.behavior === "none" ? due : due + open, 0, one.price];
          }
        }
        await client.subscriptions.cancel(id, { invoice_now: true });
        const invoices = await invoicesOf(client, { id });
        expect(invoices.reduce((sum, { total }) => sum + total, 0)).toBe(due + open);
        expect((await client.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
        expect(await differencesOf(sandbox)).toEqual([]);
      } finally {
        await sandbox.close();
      }
    }),
    { numRuns: 25 },
  );
});
