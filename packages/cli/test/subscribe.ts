import type { Client } from "@micro/sdk";

/** Has a new customer with a card subscribe to two seats, for 10.00 USD each a month. */
export async function subscribe(client: Client) {
  const { id: customer } = await client.customers.create({ email: "you@example.test" });
  const { id: method } = await client.paymentMethods.attach("pm_card_visa", { customer });
  await client.customers.update(customer, { default_payment_method: method });
  const { id: product } = await client.products.create({ name: "Seats" });
  const { id: price } = await client.prices.create({
    product,
    currency: "usd",
    unit_amount: 1000,
    recurring: { interval: "month" },
  });
  return client.subscriptions.create({ customer, items: [{ price, quantity: 2 }] });
}
