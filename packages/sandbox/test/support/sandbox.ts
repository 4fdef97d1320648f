import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/index.ts";

/** Where the clock of every test stands by default: 2027-01-15T08:00:00Z. */
export const frozenAt = 1_800_000_000;

/** Starts a sandbox that ends with the test: seeded, its clock frozen, in memory, on a free port, by default. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({ seed: "test", frozenAt, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A path for a sandbox's file, in a folder that is removed when the test ends. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "micro-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return join(folder, "sandbox.db");
}
