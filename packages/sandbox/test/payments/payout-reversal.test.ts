import { expect, test } from "vitest";

import { codeOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { differencesOf, pay } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";

test("a payout that has arrived is taken back once, and the balance has the money again", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  await pay(client, "pm_card_bypassPending");
  const payout = await client.payouts.create({ amount: 1000, currency: "usd" });
  expect(await codeOf(client.payouts.reverse(payout.id))).toBe("state_conflict");
  await sandbox.clock.advance(24 * 3600);
  const before = (await client.balance.get()).available[0]?.amount ?? 0;
  const seq = await newestSeq(client);
  const reversal = await client.payouts.reverse(payout.id, { metadata: { why: "wrong bank" } });
  expect(reversal).toMatchObject({
    amount: -1000,
    status: "paid",
    original_payout: payout.id,
    reversed_by: null,
    metadata: { why: "wrong bank" },
  });
  expect(await eventTypesOf(client, seq)).toEqual([
    "transaction.recorded",
    "payout.created",
    "payout.paid",
    "payout.updated",
  ]);
  expect(await client.payouts.get(payout.id)).toMatchObject({ status: "paid", reversed_by: reversal.id });
  expect((await client.balance.get()).available).toEqual([{ currency: "usd", amount: before + 1000 }]);
  expect(await codeOf(client.payouts.reverse(payout.id))).toBe("state_conflict");
  expect(await codeOf(client.payouts.reverse(reversal.id))).toBe("state_conflict");
  expect((await client.payouts.list()).data).toHaveLength(2);
  expect(await differencesOf(sandbox)).toEqual([]);
});
