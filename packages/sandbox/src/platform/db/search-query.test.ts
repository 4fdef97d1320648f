import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DomainError } from "../errors.ts";
import { parseSearch } from "./search-query.ts";

const condition = (field: string, operator: string, value: unknown, more: object = {}) => ({
  negated: false,
  field,
  key: null,
  operator,
  value,
  ...more,
});

describe("a search query", () => {
  test.each([
    [`status:'succeeded'`, [condition("status", ":", "succeeded")]],
    [`status:"succeeded"`, [condition("status", ":", "succeeded")]],
    [`status:'succeeded' AND amount>1000`, [condition("status", ":", "succeeded"), condition("amount", ">", 1000)]],
    [`amount>=1 amount<=2`, [condition("amount", ">=", 1), condition("amount", "<=", 2)]],
    [`amount : 5`, [condition("amount", ":", 5)]],
    [`amount:-5`, [condition("amount", ":", -5)]],
    [`-currency:'usd'`, [condition("currency", ":", "usd", { negated: true })]],
    [`metadata['order id']:'7'`, [condition("metadata", ":", "7", { key: "order id" })]],
    [`-metadata["a"]:null`, [condition("metadata", ":", null, { key: "a", negated: true })]],
    [`email~'amy'`, [condition("email", "~", "amy")]],
    [`name:'O\\'Hara "x" \\\\'`, [condition("name", ":", `O'Hara "x" \\`)]],
    [`name:'a AND b'`, [condition("name", ":", "a AND b")]],
    [`name:''`, [condition("name", ":", "")]],
  ])("%s", (text, conditions) => {
    expect(parseSearch(text)).toEqual({ joint: "and", conditions });
  });

  test("joins by OR, in any case", () => {
    expect(parseSearch("a:1 or b:2 OR c:3")).toMatchObject({ joint: "or", conditions: [{}, {}, {}] });
  });

  test.each([
    ["", "it is empty"],
    ["   ", "it is empty"],
    ["status", "a condition"],
    ["status:", "a value is expected"],
    ["status:succeeded", "a value is expected"],
    ["status:'succeeded", "a value is expected"],
    ["amount>1.5", "a value is expected"],
    ["amount>1e3", "a value is expected"],
    ["status='a'", "a condition"],
    ["a:1 AND", "a condition"],
    ["AND a:1", "a condition"],
    ["a:1 AND b:2 OR c:3", "cannot be mixed"],
    ["a:1 b:2 OR c:3", "cannot be mixed"],
    ["(a:1)", "a condition"],
    ["a:1;DROP TABLE charges", "a space is expected"],
    ["a:'1'b:'2'", "a space is expected"],
    [Array.from({ length: 11 }, (_, index) => `a${index}:1`).join(" "), "at most 10"],
  ])("%j cannot be read", (text, message) => {
    expect(() => parseSearch(text)).toThrow(message);
  });

  test("of any text is read, or refused as a parameter, in little time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        try {
          expect(parseSearch(text).conditions.length).toBeGreaterThan(0);
        } catch (cause) {
          expect(cause).toBeInstanceOf(DomainError);
          expect(cause).toMatchObject({ code: "parameter_invalid", details: { param: "query" } });
        }
      }),
    );
  });

  test("gives back whatever was quoted", () => {
    const quote = (text: string) => `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (value, key) => {
        expect(parseSearch(`metadata[${quote(key)}]:${quote(value)}`).conditions).toEqual([
          condition("metadata", ":", value, { key }),
        ]);
      }),
    );
  });
});
