import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";

const declared = declaring(["TestHelpers.TestClock", "TestHelpers.DeletedTestClock"]);
const daySeconds = 24 * 3600;
/** 2030-01-01T00:00:00Z. */
const newYear = 1_893_456_000;

/** Asks until the clock has arrived, as Stripe's documentation says to. */
const arrived = async (stripe: Stripe, id: string) => {
  await expect.poll(async () => (await stripe.testHelpers.testClocks.retrieve(id)).status).toBe("ready");
  return stripe.testHelpers.testClocks.retrieve(id);
};

describe("the official client", () => {
  test("moves a customer's time by a test clock, and nobody else's", async () => {
    const { stripe } = await startStripe();
    const { testClocks } = stripe.testHelpers;
    const clock = declared(
      "TestHelpers.TestClock",
      await testClocks.create({ frozen_time: newYear, name: "Renewals" }),
    );
    expect(clock).toMatchObject({ object: "test_helpers.test_clock", frozen_time: newYear, status: "ready" });
    const card = { payment_method: "pm_card_visa", invoice_settings: { default_payment_method: "pm_card_visa" } };
    const customer = await stripe.customers.create({ ...card, test_clock: clock.id });
    expect(customer).toMatchObject({ test_clock: clock.id, created: newYear });
    const other = await stripe.customers.create(card);
    expect(other.test_clock).toBe(null);
    const invoiceOf = async (id: string) => {
      await stripe.invoiceItems.create({ customer: id, amount: 900, currency: "usd" });
      const terms = { auto_advance: true, pending_invoice_items_behavior: "include" } as const;
      return stripe.invoices.create({ customer: id, ...terms });
    };
    const [mine, others] = [await invoiceOf(customer.id), await invoiceOf(other.id)];
    expect([mine.test_clock, others.test_clock]).toEqual([clock.id, null]);
    const target = newYear + 2 * daySeconds;
    const advancing = declared("TestHelpers.TestClock", await testClocks.advance(clock.id, { frozen_time: target }));
    expect(advancing).toMatchObject({
      status: "advancing",
      status_details: { advancing: { target_frozen_time: target } },
    });
    expect(declared("TestHelpers.TestClock", await arrived(stripe, clock.id)).frozen_time).toBe(target);
    expect((await stripe.invoices.retrieve(mine.id)).status).toBe("paid");
    expect((await stripe.invoices.retrieve(others.id)).status).toBe("draft");
    expect((await testClocks.list()).data.map(({ id }) => id)).toEqual([clock.id]);
    const types = (await stripe.events.list({ type: "test_helpers.test_clock.*" })).data.map(({ type }) => type);
    expect(types).toEqual(["ready", "advancing", "created"].map((word) => `test_helpers.test_clock.${word}`));
    declared("TestHelpers.DeletedTestClock", await testClocks.del(clock.id));
    expect((await stripe.customers.retrieve(customer.id)).deleted).toBe(true);
  });

  test("is told in Stripe's words what a test clock does not do", async () => {
    const { stripe } = await startStripe();
    const { testClocks } = stripe.testHelpers;
    const { id } = await testClocks.create({ frozen_time: newYear });
    expect(await failureOf(testClocks.advance(id, { frozen_time: newYear - 1 }))).toMatchObject({
      type: "StripeInvalidRequestError",
      param: "frozen_time",
    });
    expect(await failureOf(testClocks.retrieve("clock_none"))).toMatchObject({
      code: "resource_missing",
      param: "test_clock",
    });
    expect(await failureOf(testClocks.create({ frozen_time: newYear, customer: "cus_none" }))).toMatchObject({
      code: "parameter_unknown",
      param: "customer",
    });
  });
});
