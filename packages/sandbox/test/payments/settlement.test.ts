import { expect, test } from "vitest";

import { limits } from "../../src/platform/limits.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

test("all that is due at one instant becomes available, however much it is", async () => {
  const sandbox = await startSandbox();
  const { client, clock } = sandbox;
  const count = 2 * limits.settlementBatchMax + 1;
  const pay = { amount: 1000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
  await Promise.all(Array.from({ length: count }, () => client.paymentIntents.create(pay)));
  const { pending } = await client.balance.get();
  expect(pending).toEqual([{ amount: count * 941, currency: "usd" }]);
  const before = await newestSeq(client);
  await clock.advance(2 * 24 * 3600);
  expect(await client.balance.get()).toMatchObject({ available: pending, pending: [{ amount: 0, currency: "usd" }] });
  expect((await eventTypesOf(client, before)).filter((type) => type === "balance.available")).toHaveLength(3);
  expect(await differencesOf(sandbox)).toEqual([]);
});
