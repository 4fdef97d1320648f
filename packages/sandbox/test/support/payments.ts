import type { Client, PaymentIntentStatus } from "@micro/sdk";

import type { Sandbox } from "../../src/index.ts";

/** An intent that is paid at once. */
export const pay = (
  client: Client,
  paymentMethod = "pm_card_visa",
  more: { amount?: number; customer?: string } = {},
) =>
  client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: paymentMethod,
    payment_method_types: paymentMethod.startsWith("pm_usBankAccount") ? ["us_bank_account"] : ["card"],
    confirm: true,
    ...more,
  });

/** An intent that is authorised and waits to be captured. */
export const authorize = (client: Client, amount = 2000) =>
  client.paymentIntents.create({
    amount,
    currency: "usd",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });

/** How an intent gets into each status; answers its id. */
export const roads: Record<PaymentIntentStatus, (client: Client) => Promise<string>> = {
  requires_payment_method: async (client) =>
    (
      await client.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        payment_method_types: ["card", "us_bank_account"],
      })
    ).id,
  requires_confirmation: async (client) =>
    (
      await client.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        payment_method: "pm_card_visa",
        payment_method_types: ["card", "us_bank_account"],
      })
    ).id,
  requires_action: async (client) =>
    (
      await client.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        payment_method: "pm_card_authenticationRequired",
        payment_method_types: ["card", "us_bank_account"],
        confirm: true,
      })
    ).id,
  processing: async (client) => (await pay(client, "pm_usBankAccount_success")).id,
  requires_capture: async (client) => (await authorize(client)).id,
  succeeded: async (client) => (await pay(client)).id,
  canceled: async (client) => {
    const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
    return (await client.paymentIntents.cancel(id)).id;
  },
};

/** That payments and ledger agree; the differences, when they do not. */
export const differencesOf = async ({ client, settle }: Sandbox) => {
  await settle();
  return (await client.sandbox.reconcile()).differences;
};
