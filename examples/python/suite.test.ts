import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import { execaNode } from "execa";
import { expect, test } from "vitest";

const micro = join(createRequire(import.meta.url).resolve("@micro/cli/package.json"), "..", "bin", "micro.js");
const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("the Python tests pass in a sandbox of their own", async () => {
  const { exitCode, stderr } = await execaNode(micro, ["exec", "--", "python3", "-m", "unittest", "client"], {
    cwd: import.meta.dirname,
    reject: false,
    stdin: "ignore",
    env: { PYTHONDONTWRITEBYTECODE: "1", NO_COLOR: "1" },
  });
  expect(stderr).toMatch(/Ran 3 tests/);
  expect(stderr).toMatch(/exit 0 after .* · \d+ requests \(1 refused\)/);
  expect(exitCode).toBe(0);
});
