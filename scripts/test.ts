import { spawnSync } from "node:child_process";

import { verify } from "./checks.ts";
import { type TestProject, vitest } from "./vitest.ts";

function runTests(project: TestProject): boolean {
  return spawnSync(process.execPath, vitest(project), { stdio: "inherit" }).status === 0;
}

// The flows run even when a check fails: one run tells all there is to mend.
const results = process.argv[2] === "long" ? [runTests("long")] : [await verify(), runTests("flows")];
if (results.includes(false)) {
  console.error("\nNot everything passed: see above.");
  process.exitCode = 1;
}
