import { operations, type Operation } from "@micro/sdk/contract";
import { expect, test, vi } from "vitest";

import { lightConfig } from "../program/light-config.ts";
import { exampleOf } from "./example.ts";
import { resourceCommand } from "./resource-command.ts";

const all: readonly Operation[] = Object.values(operations);
const pjson = { name: "micro", version: "0", description: "", engines: { node: "" }, oclif: {} };

/** The words as a shell would pass them. */
const wordsOf = (text: string) =>
  (text.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => (/^['"]/.test(word) ? word.slice(1, -1) : word));

/** What a command would send when it is run with these words. */
async function plan(operation: Operation, words: readonly string[]): Promise<unknown> {
  let printed = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  const argv = [...words, "--api-key", "sk_test_1", "--api-base", "http://127.0.0.1:1", "--dry-run", "--json"];
  await resourceCommand(operation)
    .start(argv, lightConfig(pjson))
    .finally(() => write.mockRestore());
  return JSON.parse(printed);
}

test.for(all.map((operation) => [operation.id, operation] as const))(
  "the example of %s is a command that can be sent",
  async ([, operation]) => {
    expect(await plan(operation, wordsOf(exampleOf(operation)))).toMatchObject({ method: operation.method });
  },
);

test("an example has the members of lists and objects, ids of their kind, and what must stand there besides", () => {
  const examples = new Map(all.map((operation) => [operation.id, exampleOf(operation)]));
  expect(examples.get("payment_intents.confirm")).toBe(" pi_123");
  expect(examples.get("ledger_transactions.create")).toBe(
    " --reference-id order-1 --entries account_id=acct_123,amount=2000 --entries account_id=acct_456,amount=-2000",
  );
  expect(examples.get("subscriptions.create")).toBe(" --customer cus_123 --items price=price_123");
  expect(examples.get("prices.create")).toBe(" --currency usd --unit-amount 2000 --product prod_123");
  expect(examples.get("api_keys.create")).toBe(" --environment test");
});
