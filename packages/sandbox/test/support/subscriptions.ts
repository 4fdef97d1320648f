import type { Client, Invoice, Subscription } from "@micro/sdk";

export const daySeconds = 24 * 3600;

type CreateInput = Parameters<Client["subscriptions"]["create"]>[0];
type PriceInput = Parameters<Client["prices"]["create"]>[0];

/** A customer who pays with a card by default. */
export async function payerWith(client: Client, card = "pm_card_visa"): Promise<string> {
  const { id: customer } = await client.customers.create({ name: "Ada" });
  await payWith(client, customer, card);
  return customer;
}

/** Has a customer pay with another card from now on. */
export async function payWith(client: Client, customer: string, card: string): Promise<string> {
  const { id } = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { default_payment_method: id });
  return id;
}

/** A price that falls due monthly by default. */
export async function planOf(client: Client, amount: number, more: Partial<PriceInput> = {}): Promise<string> {
  const product = await client.products.create({ name: `Plan ${amount}` });
  const terms = { currency: "usd", unit_amount: amount, recurring: { interval: "month" } } as const;
  return (await client.prices.create({ product: product.id, ...terms, ...more })).id;
}

/** A subscription to one price. */
export const subscribe = (client: Client, customer: string, price: string, more: Partial<CreateInput> = {}) =>
  client.subscriptions.create({ customer, items: [{ price }], ...more });

/** The invoices of a subscription, oldest first. */
export async function invoicesOf(client: Client, { id: subscription }: Pick<Subscription, "id">): Promise<Invoice[]> {
  return (await client.invoices.list({ subscription, limit: 100 })).data.toReversed();
}
