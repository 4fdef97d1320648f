import { Stripe } from "stripe";

import { hostOf, type Settings } from "./server.ts";

/** What the marketplace keeps of each sale, in hundredths of a percent. */
const shareBasisPoints = 1000;

/**
 * A marketplace on Connect (https://docs.stripe.com/connect/destination-charges): sellers are onboarded on Stripe's page,
 * buyers pay the marketplace, and all but its share goes to the seller.
 */
export function createMarketplace({ secretKey, apiBase }: Pick<Settings, "secretKey" | "apiBase">) {
  const stripe = new Stripe(secretKey, apiBase === undefined ? {} : hostOf(apiBase));
  return {
    /** Opens a seller's account. Answers it, and the page that its holder has to visit. */
    async inviteSeller(email: string): Promise<{ account: string; url: string }> {
      const account = await stripe.accounts.create({
        controller: {
          fees: { payer: "application" },
          losses: { payments: "application" },
          stripe_dashboard: { type: "express" },
        },
        capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        email,
      });
      const link = await stripe.accountLinks.create({
        account: account.id,
        type: "account_onboarding",
        refresh_url: "http://localhost:4242/again",
        return_url: "http://localhost:4242/done",
      });
      return { account: account.id, url: link.url };
    },

    async canSell(account: string): Promise<boolean> {
      const { charges_enabled: charges, payouts_enabled: payouts } = await stripe.accounts.retrieve(account);
      return charges && payouts;
    },

    async sell(seller: string, amount: number, paymentMethod: string): Promise<Stripe.PaymentIntent> {
      return stripe.paymentIntents.create({
        amount,
        currency: "usd",
        payment_method: paymentMethod,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
        application_fee_amount: Math.round((amount * shareBasisPoints) / 10_000),
        transfer_data: { destination: seller },
      });
    },

    /** Gives all of a sale back: the seller's part, and the marketplace's share. */
    async takeBack(sale: string): Promise<Stripe.Refund> {
      return stripe.refunds.create({ payment_intent: sale, refund_application_fee: true, reverse_transfer: true });
    },

    /** What a seller has, pending and available together. */
    async balanceOf(seller: string): Promise<number> {
      const { available, pending } = await stripe.balance.retrieve({}, { stripeAccount: seller });
      return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
    },
  };
}
