import { subscribe } from "../subscribe.ts";
import type { CommandCase, Scene } from "./case.ts";

const key = async ({ client }: Scene) => [(await client.apiKeys.create({ environment: "test", name: "ci" })).id];
const succeed = ({ client }: Scene) =>
  client.paymentIntents.create({ amount: 2000, currency: "usd", confirm: true, payment_method: "pm_card_visa" });
const afterPayment =
  (...args: readonly string[]): CommandCase["args"] =>
  async (scene) => {
    await succeed(scene);
    return args;
  };

/** The ledger prints JSON where nobody looks, so its text is asked for. */
const ledger = (...args: readonly string[]): CommandCase => ({
  args: afterPayment(...args, "--format", "table"),
  json: ["--format", "json"],
});
const line = JSON.stringify({
  id: "one",
  date: "2026-01-02",
  postings: [
    { account: "assets:cash", currency: "usd", amount: 500 },
    { account: "revenue:books", currency: "usd", amount: -500 },
  ],
});

/** The commands that call the API: raw requests, billing, keys, ledger and payments. */
export const casesOfApi: Readonly<Record<string, CommandCase>> = {
  delete: {
    async args({ client }) {
      const { id } = await client.customers.create({ email: "you@example.test" });
      return [`/payments/customers/${id}`, "--confirm"];
    },
  },
  get: { args: ["/payments/balance"] },
  post: { args: ["/payments/customers", "-d", "email=you@example.test", "-d", "metadata[order]=7"] },
  "billing invoices": { args: async ({ client }) => (await subscribe(client), []) },
  "billing preview": { args: async ({ client }) => [(await subscribe(client)).id] },
  "billing subscriptions": { args: async ({ client }) => (await subscribe(client), []) },
  "billing timeline": { args: async ({ client }) => [(await subscribe(client)).id] },
  "keys create": { args: ["--name", "ci", "--scope", "payments:read"] },
  "keys list": {},
  "keys revoke": { args: key },
  "keys roll": { args: key },
  "keys rotate": {},
  "ledger accounts": ledger(),
  "ledger balance": ledger("revenue:sales:usd"),
  "ledger balance-sheet": ledger(),
  "ledger export": { args: afterPayment(), json: ["--format", "jsonl"] },
  "ledger import": { args: ["-", "--format", "table"], input: line, json: ["--format", "json"] },
  "ledger income-statement": ledger(),
  "ledger statement": ledger("revenue:sales:usd"),
  "ledger transactions": ledger("--limit", "1"),
  "ledger trial-balance": ledger(),
  "ledger verify": ledger(),
  "payments reconcile": { args: afterPayment() },
};
