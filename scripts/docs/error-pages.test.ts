import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { errorCatalogue } from "../../packages/sdk/src/contract/errors.ts";
import { chargeAmountLimits } from "../../packages/sandbox/src/services/payments/amount-limits.ts";
import { instruments } from "../../packages/sandbox/src/services/customers/instruments.ts";
import type { AttemptOutcome } from "../../packages/sandbox/src/services/customers/outcomes.ts";

const pageOf = (code: string) => readFileSync(`docs/errors/${code}.md`, "utf8");

describe("the pages of the error codes say what the code does", () => {
  test("every example is an answer with that page's code and type", () => {
    for (const file of globSync("docs/errors/*_*.md")) {
      const code = /(\w+)\.md$/.exec(file)?.[1] ?? "";
      const examples = [...readFileSync(file, "utf8").matchAll(/```json\n([\s\S]*?)```/g)];
      expect(examples, file).not.toHaveLength(0);
      for (const [, json = ""] of examples) {
        const { type } = errorCatalogue[code as keyof typeof errorCatalogue];
        expect(JSON.parse(json), file).toMatchObject({ error: { code, type, doc_url: `/docs/errors/${code}` } });
      }
    }
  });

  test("every payment method that declines is named where its decline is explained", () => {
    const last = (outcome: AttemptOutcome): AttemptOutcome =>
      outcome.kind === "challenged" ? last(outcome.passed) : outcome;
    for (const { id, tokens, outcome } of instruments) {
      const end = last(outcome);
      if (end.kind !== "declined") continue;
      const page = pageOf(end.code);
      expect(
        [id, ...tokens].filter((name) => page.includes(`\`${name}\``)),
        `${id} on ${end.code}`,
      ).not.toEqual([]);
      if (end.declineCode !== null) expect(page).toContain(`\`${end.declineCode}\``);
    }
  });

  test("a page that says that nothing raises the code is right", () => {
    const sources = globSync("packages/sandbox/src/**/*.ts", { exclude: ["**/*.test.ts"] });
    const code = sources.map((file) => readFileSync(file, "utf8")).join("\n");
    const raised = new Set(Array.from(code.matchAll(/new DomainError\("(\w+)"/g), ([, name]) => name));
    expect(raised).toContain("resource_missing");
    for (const file of globSync("docs/errors/*_*.md")) {
      if (readFileSync(file, "utf8").includes("No operation raises it")) {
        expect(raised, file).not.toContain(/(\w+)\.md$/.exec(file)?.[1]);
      }
    }
  });

  test("the limits of amounts are those of the table", () => {
    const cells = pageOf("amount_too_small").replaceAll(/ +/g, " ");
    for (const [currency, { min, max }] of Object.entries(chargeAmountLimits)) {
      expect(cells).toContain(`| \`${currency}\` | ${min} | ${max} |`);
    }
  });
});
