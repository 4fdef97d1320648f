import { expect, test } from "vitest";

import { describeFields, describeType } from "./schema-text.ts";

const unnamed = () => undefined;

test("a type is told with the bounds that say something", () => {
  const say = (schema: Parameters<typeof describeType>[0]) => describeType(schema, unnamed);
  expect(say({ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER })).toBe("integer, at least 1");
  expect(say({ type: "string", minLength: 1, maxLength: 200 })).toBe("text, 1 to 200 characters");
  expect(say({ type: "array", items: { enum: ["a", "b"] }, minItems: 2, maxItems: 2 })).toBe(
    "list of `a` or `b`, 2 items",
  );
  expect(say({ anyOf: [{ type: "boolean" }, { type: "null" }] })).toBe("boolean or null");
  expect(say({ type: "object", patternProperties: { "^.*$": { type: "string" } }, maxProperties: 50 })).toBe(
    "map of text to text, at most 50 keys",
  );
});

test("fields say whether they may be left out, and what has a name is named", () => {
  const amount = { type: "integer", description: "In the minor unit." };
  const schema = { properties: { amount, note: { type: "string", description: "Shown." } }, required: ["amount"] };
  expect(describeFields(schema, (part) => (part === amount ? "[amount](#money)" : undefined), { markOptional: true }))
    .toBe(`- \`amount\`: [amount](#money)
- \`note\` (optional): text. Shown`);
});
