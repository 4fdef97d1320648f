import { join } from "node:path";

import { execaNode } from "execa";
import { expect, test } from "vitest";

import { cleanEnvironment, runners } from "./runners.ts";

test.for(runners)(
  "a sandbox works while the fake timers of $name are on",
  { timeout: 60_000 },
  async ({ script, args, nodeOptions }) => {
    const { exitCode, stdout, stderr } = await execaNode(script, args, {
      cwd: join(import.meta.dirname, "fake-timers"),
      nodeOptions,
      env: cleanEnvironment,
      reject: false,
      timeout: 50_000,
    });
    expect(exitCode, stdout + stderr).toBe(0);
  },
);
