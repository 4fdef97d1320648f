import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

test("the benchmark measures everything, if only briefly", async () => {
  const parameters = ["--conditions=source", "bench/run.ts", "--quick"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, parameters);
  for (const title of [
    "create, 1 connection",
    "list, 32 connections",
    "deliveries to 100 endpoints",
    "100 listeners",
    "memory in use",
    "pipeline, 32 connections",
    "check a key",
    "deliveries",
    "verify the ledger",
    "next sandbox",
    "micro --version",
    "micro whoami",
    "next test sandbox",
    "micro exec",
    "beside prism",
    "in batches of 100, synchronous FULL",
    "list, a page in the middle",
    "renewals of subscriptions",
  ]) {
    expect(stdout).toContain(title);
  }
  // The last line of progress is the last of all.
  expect(stderr).toMatch(/\[(\d+)\/\1\]/);
  expect(stdout).not.toContain("NaN");
  expect(stderr).toContain("not measured beside pgledger: no --pgledger FILE was given");
});
