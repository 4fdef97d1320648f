import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { execaNode } from "execa";
import { expect, onTestFinished, test } from "vitest";

import { cleanEnvironment, runners } from "./runners.ts";

const folder = join(import.meta.dirname, "endings");
// A machine that is busy with other things may be slow once.
test.for(runners)(
  "a suite of $name ends by itself within a second of its last test, and leaves nothing",
  { retry: 2 },
  async ({ script, args, nodeOptions }) => {
    const home = mkdtempSync(join(tmpdir(), "micro-endings-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const stampFile = join(home, "stamp.json");
    const { exitCode, stdout, stderr } = await execaNode(script, args, {
      cwd: folder,
      nodeOptions,
      env: { STAMP_FILE: stampFile, TMPDIR: home, ...cleanEnvironment },
      reject: false,
      timeout: 25_000,
    });
    const endedAt = Date.now();
    expect(exitCode, stdout + stderr).toBe(0);
    const stamp = JSON.parse(readFileSync(stampFile, "utf8")) as { at: number; pid: number };
    expect(endedAt - stamp.at).toBeLessThan(1000);
    expect(() => process.kill(stamp.pid, 0)).toThrow("ESRCH");
    expect(stdout + stderr).not.toMatch(/was not closed|did not exit|not properly terminated/);
    expect(readdirSync(home).filter((name) => !/^(stamp\.json|jest_|node-compile-cache)/.test(name))).toEqual([]);
  },
);
