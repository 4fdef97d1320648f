import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { startSandbox, temporaryFile } from "../support/sandbox.ts";

/** Runs the program in a guide as it stands, with what it takes for granted, and gives what it found out. */
async function runGuide(name: string, given: Readonly<Record<string, unknown>>, found: string): Promise<unknown> {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guides", name), "utf8");
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  const file = temporaryFile().replace(/db$/, "mjs");
  writeFileSync(
    file,
    `export default async ({ ${Object.keys(given).join(", ")} }) => {\n${code}\nreturn ${found};\n};\n`,
  );
  const module = (await import(pathToFileURL(file).href)) as { default: (given: object) => Promise<unknown> };
  return module.default(given);
}

test("the guide on users finds the token of a mail", async () => {
  const { client } = await startSandbox();
  expect(await runGuide("auth.md", { client }, "token")).toMatch(/^prt_/);
});

test("the guide on subscriptions sees a year of renewals, the first after the trial", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({
    payment_method: "pm_card_visa",
    default_payment_method: "pm_card_visa",
  });
  const { id: price } = await client.prices.create({
    currency: "usd",
    unit_amount: 900,
    recurring: { interval: "month" },
    product_data: { name: "Tea" },
  });
  const amounts = await runGuide(
    "subscriptions.md",
    { client, customer, price },
    "data.map(({ amount_paid }) => amount_paid)",
  );
  expect(amounts).toEqual([...Array.from({ length: 12 }, () => 1800), 0]);
});
