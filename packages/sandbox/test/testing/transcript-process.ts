// Makes five hundred calls that follow from nothing but a seed, and prints a hash of every byte that was answered and sent.
import { createHash } from "node:crypto";

import { createTestSandbox } from "@micro/sandbox/testing";

const calls = 500;
await using sandbox = await createTestSandbox({ seed: "transcript", clock: "2027-01-15T08:00:00Z" });
const headers = { authorization: `Bearer ${sandbox.apiKey}` };
const hash = createHash("sha256");
let state = 1;
const draw = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;

const intents: string[] = [];
for (let index = 0; index < calls; index += 1) {
  const intent = intents[draw(intents.length + 1)];
  const path = "/payments/payment_intents";
  const choices = [
    { path, body: { amount: 100 + draw(100_000), currency: "usd" } },
    { path: `${path}/${intent}/confirm`, body: { payment_method: draw(3) === 0 ? "tok_declined" : "pm_card_visa" } },
    { path: "/payments/refunds", body: { payment_intent: intent, amount: 1 + draw(500) } },
    { path: `${path}/${intent}` },
    { path: "/payments/customers", body: { email: `${draw(1000)}@example.com` } },
    { path: "/sandbox/clock/advance", body: { seconds: 1 + draw(3600) } },
    { path: "/events?limit=3" },
  ];
  const answer = await sandbox.dispatch({ ...(choices[draw(choices.length)] ?? choices[0])!, headers });
  const text = await answer.text();
  hash.update(`${answer.status} ${JSON.stringify([...answer.headers].filter(([name]) => name !== "date"))} ${text}\n`);
  const made = JSON.parse(text) as { id?: string; object?: string };
  if (made.object === "payment_intent" && made.id !== undefined) intents.push(made.id);
}
const webhooks = await sandbox.webhooks.received();
for (const { headers: sent, body } of webhooks) hash.update(`${JSON.stringify(sent)} ${body}\n`);
process.stdout.write(JSON.stringify({ hash: hash.digest("hex"), intents: intents.length, webhooks: webhooks.length }));
