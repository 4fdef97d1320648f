import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { differencesOf, pay } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { checkSchedules } from "../support/schedules.ts";

test("forty schedules of calls side by side keep every sum", () => checkSchedules(40));

test("of two refunds of 60 at once on a payment of 100 exactly one is made", async () => {
  for (const seed of ["one", "two", "three", "four", "five"]) {
    const sandbox = await startSandbox({ seed });
    const { client } = sandbox;
    const { id } = await pay(client, "pm_card_visa", { amount: 100 });
    const outcomes = await Promise.allSettled([60, 60].map((amount) => client.paymentIntents.refund(id, { amount })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await failureOf(client.refunds.create({ payment_intent: id, amount: 60 }))).toMatchObject({
      status: 400,
      code: "amount_too_large",
      param: "amount",
    });
    const { data: refunds } = await client.refunds.list({ payment_intent: id });
    expect(refunds.map(({ amount }) => amount)).toEqual([60]);
    expect(await differencesOf(sandbox)).toEqual([]);
  }
});
