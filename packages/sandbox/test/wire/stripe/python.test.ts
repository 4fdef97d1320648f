import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { startSandbox } from "../../support/sandbox.ts";

/** A Python that has Stripe's package, if there is one. */
const python = ["python3", "/usr/bin/python3"].find(
  (name) => spawnSync(name, ["-c", "import stripe"], { stdio: "ignore" }).status === 0,
);
if (python === undefined) {
  process.stderr.write("No Python has Stripe's package: the tests that it runs are skipped.\n");
}

test.skipIf(python === undefined)("a shop in Python runs unchanged", async () => {
  // The clock runs: what Python waits for comes about in its own time.
  const { url, apiKey } = await startSandbox({ frozenAt: undefined });
  const { stderr } = await promisify(execFile)(python ?? "", ["-m", "unittest", "shop"], {
    cwd: `${import.meta.dirname}/python`,
    env: { PATH: process.env["PATH"], MICRO_API_BASE: url, MICRO_API_KEY: apiKey, PYTHONDONTWRITEBYTECODE: "1" },
    timeout: 60_000,
  });
  expect(stderr).toMatch(/Ran 14 tests in .*\n\nOK/);
});
