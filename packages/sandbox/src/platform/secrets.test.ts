import { expect, test } from "vitest";

import { createSecrets, equalDigests } from "./secrets.ts";

const secrets = createSecrets(Buffer.alloc(32, 7));

test("a label derives the same key every time, and another secret another", () => {
  expect(secrets.derive("a").equals(createSecrets(Buffer.alloc(32, 7)).derive("a"))).toBe(true);
  expect(secrets.derive("a").equals(secrets.derive("b"))).toBe(false);
  expect(secrets.derive("a").equals(createSecrets(Buffer.alloc(32, 8)).derive("a"))).toBe(false);
});

test("a key that was handed out can be spoilt without spoiling the next", () => {
  const before = secrets.derive("spoilt").toString("hex");
  secrets.derive("spoilt").fill(0);
  expect(secrets.derive("spoilt").toString("hex")).toBe(before);
});

test("a digest tells label and text apart, and shows neither", () => {
  const digest = secrets.digest("card", "4242424242424242");
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(digest).toBe(secrets.digest("card", "4242424242424242"));
  expect(digest).not.toBe(secrets.digest("key", "4242424242424242"));
  expect(digest).not.toBe(secrets.digest("card", "4242424242424241"));
});

test.each([
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "abcd", false],
  ["", "", true],
  ["é", "e", false],
])("%j and %j are equal digests: %s", (left, right, equal) => {
  expect(equalDigests(left, right)).toBe(equal);
});
