import { expect, test } from "vitest";

import { clientSecretOf, readClientSecret } from "./client-secret.ts";
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

test("a client secret opens what it names, in its own realm and sandbox alone", () => {
  const named = { id: `pi_${"a".repeat(24)}`, realm: 7 };
  const text = clientSecretOf(secrets, named);
  expect(readClientSecret(secrets, text)).toEqual(named);
  expect(readClientSecret(secrets, text.replace("_secret_7x", "_secret_8x"))).toBeUndefined();
  expect(readClientSecret(secrets, text.replace("pi_a", "pi_b"))).toBeUndefined();
  expect(readClientSecret(createSecrets(Buffer.alloc(32, 8)), text)).toBeUndefined();
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
