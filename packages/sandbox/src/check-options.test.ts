import { describe, expect, test } from "vitest";

import type { SandboxOptions } from "./config.ts";
import { createSandbox } from "./sandbox.ts";

describe("a sandbox does not start", () => {
  test.each([
    ["frozenAt", "foo"],
    ["frozenAt", Number.NaN],
    ["frozenAt", -1],
    ["frozenAt", 0.5],
    ["frozenAt", 1_800_000_000_000],
    ["port", "8080"],
    ["port", 65_536],
    ["seed", 7],
    ["file", 7],
    ["egress", "everywhere"],
    ["profile", "toString"],
    ["logLevel", "loud"],
    ["verifyEmail", "no"],
    ["stripeVersion", "newest"],
    ["allowRemote", 1],
    ["egressAllow", "10.0.0.0/8"],
    ["corsOrigins", "http://localhost:3000"],
    ["rateLimit", 5],
    ["rateLimit", { limit: "5", windowSeconds: 60 }],
    ["rateLimit", { limit: 5, windowSeconds: 0 }],
    ["logFile", 1],
  ])("with the %s %o, and says what it should be", async (name, value) => {
    const options = { [name]: value } as SandboxOptions;
    await expect(createSandbox(options)).rejects.toThrow(new RegExp(`^\`${name}\` should be .+; .+ is not\\.$`));
  });
});
