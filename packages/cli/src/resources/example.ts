import type { Operation } from "@micro/sdk/contract";

import { isObject, type ParamSchema } from "../params/param-schema.ts";
import { inputSchema } from "./param-flags.ts";

/** Values where the schema does not say what may stand there, by parameter. */
const samples: Readonly<Record<string, string>> = {
  account_number: "000123456789",
  amount: "2000",
  capability: "transfers",
  country: "US",
  data: `'{"id":"one","date":"2027-01-15","postings":[{"account":"assets:cash","currency":"usd","amount":500},{"account":"revenue:books","currency":"usd","amount":-500}]}'`,
  display_name: "Calls",
  email: "you@example.com",
  end_time: "1800086400",
  event_name: "calls",
  identifier: "one",
  name: "Tea",
  password: "correct-horse-battery",
  percentage: "8.875",
  query: `"metadata['order']:'7'"`,
  reference_id: "order-1",
  refresh_url: "https://example.com/again",
  return_url: "https://example.com/done",
  to: "you@example.com",
  url: "http://127.0.0.1:3000/webhook",
};

/** Lists and objects whose members depend on each other: each value of the flag. */
const composed: Readonly<Record<string, readonly string[]>> = {
  entries: ["account_id=acct_123,amount=2000", "account_id=acct_456,amount=-2000"],
  features: ["invoice_history[enabled]=true"],
  line_items: ["price=price_123,quantity=1"],
  payload: ["stripe_customer_id=cus_123", "value=1"],
  transactions: [
    `'{"reference_id":"one","entries":[{"account_id":"acct_123","amount":2000},{"account_id":"acct_456","amount":-2000}]}'`,
  ],
};

/** What an operation needs besides, of several parameters that may stand there. */
const besides: Readonly<Record<string, string>> = {
  "charges.create": "--source tok_visa",
  "checkout_sessions.create": "--line-items price=price_123",
  "confirmation_tokens.create": "--payment-method pm_card_visa",
  "coupons.create": "--percent-off 10",
  "credit_notes.create": "--amount 500",
  "credit_notes.preview": "--amount 500",
  "discounts.create": "--coupon cpn_123",
  "faults.create": "--latency-ms 500",
  "invoice_items.create": "--amount 2000 --currency usd",
  "invoices.create_preview": "--customer cus_123",
  "notifications.create": '--text "Your order is on its way."',
  "payment_methods.create": "--card token=tok_visa",
  "prices.create": "--unit-amount 2000 --product prod_123",
  "quotes.create": "--customer cus_123 --line-items price=price_123,quantity=1",
  "refunds.create": "--charge ch_123",
  "subscription_schedules.create": "--from-subscription sub_123",
};

/** What stands after the words of a command in the example of its help: all that is required, as it may be sent. */
export function exampleOf(operation: Operation): string {
  const { id, path } = operation;
  const { required: names = [], properties = {} } = inputSchema(operation);
  const flags = names
    .filter((name) => name !== "id")
    .flatMap((name) => {
      const schema = properties[name] ?? {};
      const flag = ` --${name.replaceAll("_", "-")}`;
      return schema.type === "boolean" ? [flag] : valuesOf(name, schema).map((value) => `${flag} ${value}`);
    });
  const one = path.includes("{id}") ? ` ${sampleOf("id", properties["id"] ?? {})}` : "";
  const more = besides[id] === undefined ? "" : ` ${besides[id]}`;
  return `${one}${flags.join("")}${more}`;
}

function valuesOf(name: string, schema: ParamSchema): readonly string[] {
  if (composed[name] !== undefined) return composed[name];
  if (schema.items !== undefined && isObject(schema.items)) return [pairsOf(schema.items).join(",")];
  return isObject(schema) ? pairsOf(schema) : [sampleOf(name, schema)];
}

/** What an object needs; where that is nothing, its first member. */
function pairsOf({ required = [], properties = {} }: ParamSchema): string[] {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return names.map((name) => `${name}=${sampleOf(name, properties[name] ?? {})}`);
}

function sampleOf(name: string, schema: ParamSchema): string {
  const [first] = schema.anyOf ?? [];
  if (first !== undefined) return sampleOf(name, first);
  const word = schema.const ?? schema.enum?.[0];
  if (word !== undefined) return String(word);
  const [, prefix] = /^`(\w+)_…`/.exec(schema.description ?? "") ?? [];
  if (prefix !== undefined) return `${prefix}_123`;
  if (samples[name] !== undefined) return samples[name];
  if (schema.type !== "integer") return name === "id" ? "ID" : name.toUpperCase();
  // An instant is some day in 2027.
  return schema.description === "Seconds since the epoch." ? "1800000000" : String(Math.max(schema.minimum ?? 1, 1));
}
