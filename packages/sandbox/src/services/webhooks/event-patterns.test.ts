import { eventTypes, matchesEventPattern } from "@micro/sdk/contract";
import { describe, expect, test } from "vitest";

import type { DomainError } from "../../platform/errors.ts";
import { assertPatterns } from "./event-patterns.ts";

describe("a pattern", () => {
  test.each([
    ["payment.succeeded", "payment.succeeded", true],
    ["payment.succeeded", "payment.failed", false],
    ["payment.succeeded", "payment.*", true],
    ["payment.succeeded", "*", true],
    ["payment_method.attached", "payment.*", false],
    ["webhook.endpoint.disabled", "webhook.*", true],
    ["payment.succeeded", "payment", false],
    ["payment.succeeded", "*.succeeded", false],
    ["payment.succeeded", "", false],
  ])("%s by %s: %s", (type, pattern, fits) => {
    expect(matchesEventPattern(type, pattern)).toBe(fits);
  });

  test.each([["*"], ["payment.*"], ["*", "charge.failed"], eventTypes])("%j is accepted", (...patterns) => {
    expect(() => assertPatterns(patterns.flat(), "full")).not.toThrow();
  });

  test.each([
    [["payment.suceeded"], 0],
    [["*", "paymnet.*"], 1],
    [["payment"], 0],
    [["payment*"], 0],
    [["**"], 0],
    [["PAYMENT.*"], 0],
    [[".*"], 0],
  ])("%j that no type fits is refused, naming the place", (patterns, index) => {
    expect(() => assertPatterns(patterns, "full")).toThrow(
      expect.objectContaining({
        code: "parameter_invalid",
        details: expect.objectContaining({ param: `enabled_events[${index}]` }) as unknown,
      }) as DomainError,
    );
  });

  test("in Stripe's words a pattern is refused by its form only: Stripe has more types than there are here", () => {
    expect(() => assertPatterns(["invoice.paid", "customer.*", "*"], "stripe")).not.toThrow();
    expect(() => assertPatterns(["payment_intent.succeeded", "Invoice paid"], "stripe")).toThrow(
      expect.objectContaining({ code: "parameter_invalid" }) as DomainError,
    );
  });
});
