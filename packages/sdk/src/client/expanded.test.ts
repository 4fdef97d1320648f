import { expect, expectTypeOf, test } from "vitest";

import type {
  BalanceTransaction,
  Charge,
  Customer,
  Invoice,
  PaymentIntent,
  Refund,
  Subscription,
} from "../contract/index.ts";
import { expanded, type Expanded } from "../node.ts";

/** A resource of which a test looks at a few fields. */
const resource = (fields: object) => fields as never;

test("fields that were asked for have the type of what they name, and all others stay as they are", () => {
  const intent: PaymentIntent = resource({
    object: "payment_intent",
    amount: 2000,
    customer: { object: "customer", email: "ada@example.com" },
    latest_charge: null,
  });
  const shown = expanded(intent, "customer", "latest_charge");
  expect(shown).toBe(intent);
  expect(shown.customer?.email).toBe("ada@example.com");
  expectTypeOf(shown.customer).toEqualTypeOf<Customer | null>();
  expectTypeOf(shown.latest_charge).toEqualTypeOf<Charge | null>();
  expectTypeOf(shown.amount).toEqualTypeOf<number>();
  expectTypeOf(shown.payment_method).toEqualTypeOf<string | null>();
});

test("what can be of several kinds is one of them, and a list of ids is a list of what they name", () => {
  expectTypeOf<Refund>().toExtend<NonNullable<Expanded<BalanceTransaction, "source">["source"]>>();
  expectTypeOf<Expanded<Invoice, "customer">["customer"]>().toEqualTypeOf<Customer>();
  expectTypeOf<Expanded<Customer, "subscriptions">["subscriptions"]["data"]>().toEqualTypeOf<Subscription[]>();
  const invoice: Invoice = resource({
    object: "invoice",
    discounts: [{ object: "discount" }],
    default_tax_rates: ["txr_1"],
  });
  expect(expanded(invoice, "discounts").discounts[0]?.object).toBe("discount");
  expect(() => expanded(invoice, "default_tax_rates")).toThrow("`default_tax_rates` of the invoice is a list and not");
});

test("a field that is still an id, or is not there, was not asked for, and is refused", () => {
  const intent: PaymentIntent = resource({ object: "payment_intent", customer: "cus_1" });
  expect(() => expanded(intent, "customer")).toThrow(TypeError);
  expect(() => expanded(intent, "customer")).toThrow(
    'is a text and not what it names: ask for it with `expand: ["customer"]`',
  );
  expect(() => expanded(intent, "latest_charge")).toThrow("is undefined");
  // @ts-expect-error -- the amount names nothing
  void (() => expanded(intent, "amount"));
});
