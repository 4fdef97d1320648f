import { createRequire } from "node:module";

import { execaNode } from "execa";
import { expect, test } from "vitest";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");

test("the suite passes, and Jest ends by itself", async () => {
  const { exitCode, stderr } = await execaNode(jest, ["--no-watchman", "--no-color"], {
    cwd: import.meta.dirname,
    nodeOptions: ["--experimental-vm-modules", "--no-warnings"],
    reject: false,
    timeout: 25_000,
  });
  expect(stderr).toMatch(/Tests: +3 passed/);
  // Both are what Jest says of a handle that was left open.
  expect(stderr).not.toMatch(/did not exit|not properly terminated|was not closed/);
  expect(exitCode).toBe(0);
});
