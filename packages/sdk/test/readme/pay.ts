// oxlint-disable no-console -- what the README shows
import { CardError, createClient } from "@micro/sdk";

await using client = createClient({ apiKey: "sk_test_…" });

const intent = await client.paymentIntents.create({ amount: 2000, currency: "usd" });
try {
  await client.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa_chargeDeclined" });
} catch (error) {
  if (!(error instanceof CardError)) throw error;
  console.log(error.declineCode, error.paymentIntent?.status, error.hint);
}

for await (const charge of client.charges.list({ payment_intent: intent.id })) {
  console.log(charge.id, charge.outcome.seller_message);
}
