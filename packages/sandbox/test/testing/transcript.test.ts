import { join } from "node:path";

import { execaNode } from "execa";
import { expect, test } from "vitest";

test("five hundred calls give the same bytes in every answer and webhook of two processes", async () => {
  const run = (env: Record<string, string>) =>
    execaNode(join(import.meta.dirname, "transcript-process.ts"), [], { nodeOptions: ["--conditions=source"], env });
  const [here, there] = await Promise.all([run({ TZ: "UTC" }), run({ TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8" })]);
  expect(there.stdout).toBe(here.stdout);
  const { intents, webhooks } = JSON.parse(here.stdout) as { intents: number; webhooks: number };
  expect(intents).toBeGreaterThan(50);
  expect(webhooks).toBeGreaterThan(100);
});
