import { assetCodes, operations, type OperationId } from "@micro/sdk/contract";
import { describe, expect, test } from "vitest";

import { DomainError } from "../platform/errors.ts";
import { forms } from "./forms.ts";
import { validate } from "./validate.ts";

const create = "payment_intents.create";
const record = "ledger_transactions.create";
const good = { amount: 2000, currency: "usd" };
const entry = { account_id: "acct_1", amount: 1 };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, "x"]));

function faultOf(id: OperationId, input: unknown): DomainError {
  try {
    validate(id, input);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("The input is valid.");
}

describe("an input", () => {
  test.each<[OperationId, unknown]>([
    [create, good],
    [create, { ...good, metadata: {} }],
    [create, { ...good, metadata: many(50) }],
    [create, { ...good, metadata: { ["k".repeat(40)]: "v".repeat(500), empty: "", ключ: "значение" } }],
    [create, { ...good, amount: Number.MAX_SAFE_INTEGER }],
    [record, { reference_id: "r", entries: [entry, entry] }],
    ["payment_intents.list", {}],
    ["payment_intents.list", { limit: 100, created: { gte: 0 } }],
    ["payment_intents.get", { id: "x" }],
  ])("of %s is accepted: %j", (id, input) => {
    expect(() => validate(id, input)).not.toThrow();
  });

  test.each<[OperationId, unknown, string, string | undefined]>([
    // What is missing
    [create, {}, "parameter_missing", "amount"],
    [create, { amount: 2000 }, "parameter_missing", "currency"],
    [record, { reference_id: "r" }, "parameter_missing", "entries"],
    [record, { reference_id: "r", entries: [entry, { amount: 1 }] }, "parameter_missing", "entries[1].account_id"],
    // What is not known
    [create, { ...good, amont: 1 }, "parameter_unknown", "amont"],
    [create, { ...good, toString: "x" }, "parameter_unknown", "toString"],
    [create, { ...good, constructor: "x" }, "parameter_unknown", "constructor"],
    [record, { reference_id: "r", entries: [entry, { ...entry, sign: 1 }] }, "parameter_unknown", "entries[1].sign"],
    ["payment_intents.list", { created: { before: 1 } }, "parameter_unknown", "created.before"],
    ["sandbox.reset", { force: true }, "parameter_unknown", "force"],
    // What no key may be called
    [create, { ...good, metadata: { ["k".repeat(41)]: "v" } }, "parameter_invalid", "metadata"],
    [create, { ...good, metadata: { "": "v" } }, "parameter_invalid", "metadata"],
    // What has another type
    [create, { ...good, amount: "2000" }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: null }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: true }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: 1.5 }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: Number.NaN }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: Number.POSITIVE_INFINITY }, "parameter_invalid_integer", "amount"],
    [create, { ...good, description: 5 }, "parameter_invalid_string", "description"],
    [create, { ...good, description: null }, "parameter_invalid_string", "description"],
    [create, { ...good, confirm: "true" }, "parameter_invalid_boolean", "confirm"],
    [create, { ...good, confirm: 1 }, "parameter_invalid_boolean", "confirm"],
    [create, { ...good, metadata: [] }, "parameter_invalid_object", "metadata"],
    [create, { ...good, metadata: "x" }, "parameter_invalid_object", "metadata"],
    [create, { ...good, metadata: { a: 1 } }, "parameter_invalid_string", "metadata.a"],
    [create, { ...good, metadata: { "a/b": 1 } }, "parameter_invalid_string", "metadata.a/b"],
    [record, { reference_id: "r", entries: {} }, "parameter_invalid_array", "entries"],
    [record, { reference_id: "r", entries: [entry, 5] }, "parameter_invalid_object", "entries[1]"],
    [
      record,
      { reference_id: "r", entries: [entry, { ...entry, amount: "1" }] },
      "parameter_invalid_integer",
      "entries[1].amount",
    ],
    ["payment_intents.list", { created: 5 }, "parameter_invalid_object", "created"],
    // What has a value that is not allowed
    [create, { ...good, currency: "xxx" }, "parameter_invalid", "currency"],
    [create, { ...good, currency: "USD" }, "parameter_invalid", "currency"],
    [create, { ...good, amount: 0 }, "parameter_invalid_integer", "amount"],
    [create, { ...good, amount: 2 ** 53 }, "parameter_invalid_integer", "amount"],
    [create, { ...good, description: "" }, "parameter_invalid_string", "description"],
    [create, { ...good, description: "x".repeat(1001) }, "parameter_invalid_string", "description"],
    [create, { ...good, metadata: many(51) }, "parameter_invalid_object", "metadata"],
    [create, { ...good, metadata: { a: "v".repeat(501) } }, "parameter_invalid_string", "metadata.a"],
    [create, { ...good, payment_method_types: [] }, "parameter_invalid_array", "payment_method_types"],
    [record, { reference_id: "r", entries: [entry] }, "entries_too_few", "entries"],
    [record, { reference_id: "r", entries: Array.from({ length: 501 }, () => entry) }, "entries_too_many", "entries"],
    ["payment_intents.list", { limit: 0 }, "parameter_invalid_integer", "limit"],
    ["payment_intents.list", { limit: 101 }, "parameter_invalid_integer", "limit"],
    ["payment_intents.get", { id: "x".repeat(65) }, "parameter_invalid_string", "id"],
  ])("of %s is refused: %j", (id, input, code, param) => {
    const error = faultOf(id, input);
    expect({ code: error.code, param: error.details.param }).toEqual({ code, param });
    expect(error.message).toContain(param ?? "");
  });

  test.each([undefined, null, 5, "x", []])("that is no object is refused: %j", (input) => {
    expect(faultOf(create, input).code).toMatch(/^parameter_/);
  });
});

test("a sentence says what is allowed and what came", () => {
  expect(faultOf(create, { ...good, currency: "xxx" }).message).toBe(
    `'currency' must be one of: ${assetCodes.join(", ")}.`,
  );
  expect(faultOf(create, { ...good, amount: "2000" }).message).toBe("'amount' must be an integer, not a string.");
  const long = { ...good, metadata: { ["k".repeat(41)]: "v" } };
  expect(faultOf(create, long).message).toBe("'metadata' keys can be up to 40 characters long; one has 41.");
  expect(faultOf(create, { ...good, amount: null }).message).toBe("'amount' must be an integer, not null.");
});

test("a parameter that is not known is answered with the one that may have been meant", () => {
  expect(faultOf(create, { ...good, amout: 1 }).message).toBe(
    "There is no parameter 'amout' here. Did you mean 'amount'?",
  );
  const entries = [entry, { account: "acct_1", amount: -1 }];
  expect(faultOf(record, { reference_id: "r", entries }).message).toBe(
    "There is no parameter 'entries[1].account' here. Did you mean 'account_id'?",
  );
  expect(faultOf(create, { ...good, zzz: 1 }).message).toBe("There is no parameter 'zzz' here.");
});

test("a text of another form is told the form in words, whatever the pattern", () => {
  expect(faultOf("ledger_accounts.create", { name: "Cash", type: "asset", code: "Assets Cash" }).message).toBe(
    "'code' must be words of a-z, 0-9 and _ with colons between them, such as assets:cash.",
  );
  expect(faultOf("auth.register", { email: "ada", password: "correct-horse" }).message).toBe(
    "'email' must be an email address, such as ada@example.com.",
  );
  const patterns = Object.values(operations).flatMap(({ input }) => patternsOf(input));
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((pattern) => forms[pattern] === undefined)).toEqual([]);
});

/** The patterns of the values below a schema; the keys of a map have none of their own. */
function patternsOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own: unknown = Reflect.get(schema, "pattern");
  return [...(typeof own === "string" ? [own] : []), ...Object.values(schema).flatMap(patternsOf)];
}

test("a value is never repeated in the sentence", () => {
  const secret = "correct horse battery staple";
  for (const input of [
    { email: secret, password: secret },
    { email: "a@b", password: [secret] },
    { email: 5, password: secret },
  ]) {
    expect(faultOf("auth.register", input).message).not.toContain(secret);
  }
});
