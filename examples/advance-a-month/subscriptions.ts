import { CardError, type Client } from "@micro/sdk";

const daySeconds = 24 * 3600;
const monthSeconds = 30 * daySeconds;

/** A customer who pays every thirty days. */
export interface Subscription {
  customer: string;
  card: string;
  amount: number;
  /** Seconds since the epoch. */
  nextPaymentAt: number;
  status: "active" | "past_due" | "canceled";
  /** How often in a row the card was declined. */
  declines: number;
}

/** Takes what is due at an instant: a card that is declined is tried again daily, and given up at the third time. */
export async function collectDue(client: Client, subscriptions: readonly Subscription[], now: number): Promise<void> {
  for (const subscription of subscriptions) {
    while (subscription.status !== "canceled" && subscription.nextPaymentAt <= now) await collect(client, subscription);
  }
}

async function collect(client: Client, subscription: Subscription): Promise<void> {
  const { customer, card, amount, nextPaymentAt } = subscription;
  const params = { amount, currency: "usd" as const, customer, payment_method: card, confirm: true };
  try {
    // The key names the period and the try: a job that runs twice takes the money once.
    await client.paymentIntents.create(params, { idempotencyKey: `${customer}:${nextPaymentAt}` });
    Object.assign(subscription, { status: "active", declines: 0, nextPaymentAt: nextPaymentAt + monthSeconds });
  } catch (error) {
    if (!(error instanceof CardError)) throw error;
    const declines = subscription.declines + 1;
    const status = declines >= 3 ? "canceled" : "past_due";
    Object.assign(subscription, { declines, status, nextPaymentAt: nextPaymentAt + daySeconds });
  }
}
