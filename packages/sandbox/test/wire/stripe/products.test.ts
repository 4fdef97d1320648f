import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { payerOf } from "./declared.ts";

test("a product has the id that it is given, which is taken once in an account", async () => {
  const { stripe } = await startStripe();
  const { id: account } = await stripe.accounts.create({ type: "custom" });
  const tea = await stripe.products.create({ id: "tea", name: "Tea" });
  expect(tea).toMatchObject({ id: "tea", name: "Tea" });
  const again = await failureOf(stripe.products.create({ id: "tea", name: "Green tea" }));
  expect(again).toMatchObject({ statusCode: 400, code: "resource_already_exists", param: "id" });
  expect(await failureOf(stripe.products.create({ id: "a tea", name: "Tea" }))).toMatchObject({ param: "id" });
  expect((await stripe.products.list()).data).toEqual([tea]);

  // Another account's is another product.
  await stripe.products.create({ id: "tea", name: "Theirs" }, { stripeAccount: account });
  const price = await stripe.prices.create({ product: "tea", currency: "usd", unit_amount: 500, expand: ["product"] });
  expect(price.product).toMatchObject({ name: "Tea" });
  expect((await stripe.prices.list({ product: "tea" }, { stripeAccount: account })).data).toEqual([]);
  const customer = await payerOf(stripe);
  const line = await stripe.invoiceItems.create({ customer, pricing: { price: price.id }, quantity: 2 });
  expect(line).toMatchObject({ amount: 1000, pricing: { price_details: { product: "tea" } } });
  expect(await stripe.products.del("tea", {}, { stripeAccount: account })).toMatchObject({ id: "tea", deleted: true });
  expect((await stripe.products.retrieve("tea")).name).toBe("Tea");
});
