import type { Client } from "@micro/sdk";
import { verify, WebhookVerificationError } from "@micro/sdk/webhooks";
import express, { type Express } from "express";

/** What the shop knows of an order. */
export interface Order {
  id: string;
  amount: number;
  status: "waiting" | "paid" | "declined";
}

/** A shop: an order is paid when the webhook says so, never before, and once, however often it is told. */
export function createShop(client: Client, webhookSecret: string): { app: Express; orders: Map<string, Order> } {
  const orders = new Map<string, Order>();
  const app = express();

  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Since Express 5 a rejection is an error like any other.
  app.post("/orders", express.json(), async (request, response) => {
    const { amount, card } = request.body as { amount: number; card: string };
    const id = `order-${orders.size + 1}`;
    orders.set(id, { id, amount, status: "waiting" });
    const intent = await client.paymentIntents.create({ amount, currency: "usd", metadata: { order: id } });
    try {
      await client.paymentIntents.confirm(intent.id, { payment_method: card });
      response.status(202).json(orders.get(id));
    } catch {
      response.status(402).json({ ...orders.get(id), status: "declined" });
    }
  });

  // The raw body is verified before any parsing, which would lose the signed bytes.
  app.post("/webhooks", express.raw({ type: "application/json" }), (request, response) => {
    try {
      const event = verify((request.body as Buffer).toString(), request.headers, webhookSecret);
      if (event.type === "payment.succeeded" || event.type === "payment.failed") {
        const order = orders.get(event.data.object.metadata["order"] ?? "");
        if (order) order.status = event.type === "payment.succeeded" ? "paid" : "declined";
      }
      response.status(204).end();
    } catch (error) {
      response.status(error instanceof WebhookVerificationError ? 400 : 500).end();
    }
  });
  return { app, orders };
}
