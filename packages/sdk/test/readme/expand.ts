// oxlint-disable no-console -- what the README shows
import { createClient, expanded } from "@micro/sdk";

await using client = createClient({ apiKey: "sk_test_…" });

const intent = await client.paymentIntents.get("pi_123", { expand: ["customer", "latest_charge"] });
const { customer, latest_charge: charge } = expanded(intent, "customer", "latest_charge");
console.log(customer?.email, charge?.outcome.seller_message);
