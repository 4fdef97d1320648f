import express, { type Express } from "express";
import { Stripe } from "stripe";

import { paymentPage, type PageSettings } from "./payment-page.ts";

/** What the server is told by its environment, as any server that talks to Stripe. */
export interface Settings {
  secretKey: string;
  webhookSecret: string;
  /** Where Stripe is; Stripe itself by default. */
  apiBase?: string;
  /** What the page for payers is told; without it there is none. */
  page?: PageSettings;
}

/** What came of the payments that the webhook told of. */
export interface Ledger {
  paid: Map<string, number>;
  failed: Set<string>;
  refunded: Map<string, number>;
}

/**
 * A server that accepts payments, as Stripe's own guide has it (https://docs.stripe.com/payments/accept-a-payment): it makes
 * intents, sends payers to a checkout page, and believes nothing but a signed webhook. Nothing in it knows of a sandbox but
 * `apiBase`.
 */
export function createServer({ secretKey, webhookSecret, apiBase, page }: Settings): { app: Express; ledger: Ledger } {
  const stripe = new Stripe(secretKey, apiBase === undefined ? {} : hostOf(apiBase));
  const ledger: Ledger = { paid: new Map(), failed: new Set(), refunded: new Map() };
  const app = express();

  // The raw body is verified before any parsing, which would lose the signed bytes.
  app.post("/webhook", express.raw({ type: "application/json" }), (request, response) => {
    let event: Stripe.Event;
    try {
      const signature = request.headers["stripe-signature"] ?? "";
      event = stripe.webhooks.constructEvent(request.body as Buffer, signature, webhookSecret);
    } catch {
      response.sendStatus(400);
      return;
    }
    note(ledger, event);
    response.json({ received: true });
  });

  app.use(express.json());
  if (page) app.get("/", (_request, response) => void response.type("html").send(paymentPage(page)));
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Since Express 5 a rejection is an error like any other.
  app.post("/create-payment-intent", async (request, response) => {
    const { amount } = request.body as { amount: number };
    const intent = await stripe.paymentIntents.create({
      amount,
      currency: "usd",
      automatic_payment_methods: { enabled: true },
    });
    response.json({ id: intent.id, clientSecret: intent.client_secret });
  });
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Since Express 5 a rejection is an error like any other.
  app.post("/create-checkout-session", async (request, response) => {
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [
        { price_data: { currency: "usd", unit_amount: 2000, product_data: { name: "T-shirt" } }, quantity: 1 },
      ],
      success_url: `${request.protocol}://${request.host}/success?session_id={CHECKOUT_SESSION_ID}`,
    });
    response.redirect(303, session.url ?? "/");
  });
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Since Express 5 a rejection is an error like any other.
  app.post("/refund", async (request, response) => {
    const { payment_intent: intent } = request.body as { payment_intent: string };
    const refund = await stripe.refunds.create({ payment_intent: intent }, { idempotencyKey: `refund-${intent}` });
    response.json({ status: refund.status });
  });
  return { app, ledger };
}

function note(ledger: Ledger, event: Stripe.Event): void {
  switch (event.type) {
    case "payment_intent.succeeded":
      ledger.paid.set(event.data.object.id, event.data.object.amount_received);
      return;
    case "payment_intent.payment_failed":
      ledger.failed.add(event.data.object.id);
      return;
    case "charge.refunded":
      ledger.refunded.set(event.data.object.payment_intent as string, event.data.object.amount_refunded);
      return;
    default:
  }
}

/** The client's own options for another server than Stripe's. */
export function hostOf(apiBase: string): Stripe.StripeConfig {
  const { hostname, port, protocol } = new URL(apiBase);
  return { host: hostname, port, protocol: protocol === "http:" ? "http" : "https" };
}
