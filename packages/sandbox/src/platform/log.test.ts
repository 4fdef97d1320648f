import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { openLog } from "./log.ts";

test("what is said before the log is closed is in the file, and what is said later is dropped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "logs", "micro.log");
  const { log, close } = openLog({ level: "info", file });
  log.info("before");
  await close();
  log.error("later");
  expect(readFileSync(file, "utf8").trim().split("\n")).toEqual([expect.stringContaining('"msg":"before"')]);
});
