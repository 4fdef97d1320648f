import { describe, expect, test } from "vitest";

import { formatApiKey } from "../services/auth/api-key-format.ts";
import { createRandom } from "../platform/random.ts";
import { redact } from "./redact.ts";

const key = formatApiKey("sk", "test", createRandom("seed").bytes(24));
const live = formatApiKey("rk", "live", createRandom("seed").bytes(24));

describe("a text for the log", () => {
  test.each([
    ['{"password":"correct horse"}', '{"password":"[redacted]"}'],
    ['{"password" : "with \\"quotes\\" and \\\\"}', '{"password" : "[redacted]"}'],
    [
      '{"email":"a@b","refresh_token":"rt_1","token":"x.y.z"}',
      '{"email":"a@b","refresh_token":"[redacted]","token":"[redacted]"}',
    ],
    ['{"password":12345678}', '{"password":"[redacted]"}'],
    ['{"password":["correct horse"]}', '{"password":"[redacted]"}'],
    ['{"password":{"a":"correct horse"}}', '{"password":"[redacted]"}'],
    ['{"password":null,"email":"a@b"}', '{"password":null,"email":"a@b"}'],
    [`the key ${key} and ${live}`, "the key [redacted] and [redacted]"],
    ['{"secret":"whsec_abc"}', '{"secret":"[redacted]"}'],
    [`whsec_${"A".repeat(43)}= is a secret`, "[redacted] is a secret"],
    ["Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "Bearer [redacted]"],
    ['{"payment_method":"4242424242424242"}', '{"payment_method":"[card …4242]"}'],
    ['{"payment_method":4242424242424242}', '{"payment_method":[card …4242]}'],
    ["4242 4242 4242 4242", "[card …4242]"],
    ["4242-4242-4242-4242", "[card …4242]"],
    ["378282246310005", "[card …0005]"],
  ])("%s loses its secrets: %s", (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  test.each([
    '{"amount":2000,"currency":"usd","description":"tokens and passwords"}',
    "/payments/payment_intents/pi_C9oSzD4dwyl8BzxCkxvqDYe4",
    "sk_test_…abcd",
    '{"created":1800000000,"number":"4242424242424241"}',
    '{"public_key":"x","keys":"y"}',
  ])("%s stays as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  test("is redacted in a time that grows with its length only", () => {
    const texts = [
      "4 ".repeat(200_000),
      `"password":"${"\\".repeat(400_001)}`,
      `eyJ${"a-".repeat(200_000)}`,
      "sk_test_".repeat(50_000),
    ];
    const start = performance.now();
    for (const text of texts) redact(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
