import { ConnectionError, type AnyEvent, type Client } from "@micro/sdk";

/** A shop that bears what a network does: answers that are lost, webhooks that come twice, late, or out of order. */
export function createShop(client: Client) {
  const paid = new Set<string>();
  const seen = new Set<string>();

  return {
    paid,

    /** Pays for an order. Where no answer came, the same key asks again: the money is taken once. */
    async pay(order: string, amount: number): Promise<string> {
      const params = {
        amount,
        currency: "usd" as const,
        payment_method: "pm_card_visa",
        confirm: true,
        metadata: { order },
      };
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await client.paymentIntents.create(params, { idempotencyKey: order })).id;
        } catch (error) {
          if (!(error instanceof ConnectionError) || attempt === 3) throw error;
        }
      }
    },

    /** Takes a webhook, whose signature was verified: each event counts once, in whatever order it comes. */
    take(event: AnyEvent): void {
      if (seen.has(event.id)) return;
      seen.add(event.id);
      if (event.type === "payment.succeeded") paid.add(event.data.object.metadata["order"] ?? "");
    },
  };
}
