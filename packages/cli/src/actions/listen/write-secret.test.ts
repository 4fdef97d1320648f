import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { writeSecret } from "./write-secret.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "micro-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.for([
  [undefined, "MICRO_WEBHOOK_SECRET=whsec_$1\n"],
  ["A=1", "A=1\nMICRO_WEBHOOK_SECRET=whsec_$1\n"],
  ["A=1\nMICRO_WEBHOOK_SECRET=old\nB=2\n", "A=1\nMICRO_WEBHOOK_SECRET=whsec_$1\nB=2\n"],
  ["export MICRO_WEBHOOK_SECRET=old", "MICRO_WEBHOOK_SECRET=whsec_$1"],
] as const)("a file with %j becomes %j", ([before, after]) => {
  const file = join(temporaryFolder(), ".env");
  if (before !== undefined) writeFileSync(file, before);
  writeSecret(file, "whsec_$1");
  expect(readFileSync(file, "utf8")).toBe(after);
  if (before === undefined && process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a file that cannot be written is named", () => {
  expect(() => writeSecret(join(temporaryFolder(), "no", ".env"), "whsec_1")).toThrow(/\.env cannot be written/);
});
