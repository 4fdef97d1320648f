// oxlint-disable no-console -- what the README shows
import { createClient, runTrigger } from "@micro/sdk";

await using client = createClient({ apiKey: "sk_test_…" });

const events = client.subscribe({ types: ["payment.*"] });
await events.ready();
await runTrigger(client, "payment.succeeded", { overrides: ["amount=500", "metadata.order=7"] });

for await (const { seq, event } of events) {
  console.log(seq, event.type);
  events.ack(seq);
  if (event.type === "payment.succeeded") break;
}
