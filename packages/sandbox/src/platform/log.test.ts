import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

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

const noSpace = "/dev/full";

test.skipIf(!existsSync(noSpace))("a log for which the disk has no room is closed all the same", async () => {
  const { log, close } = openLog({ level: "info", file: noSpace });
  for (let count = 0; count < 20; count += 1) log.error({ pad: "x".repeat(600) }, "lost");
  await close();
  await close();
});

const places = [
  ["with room for it", "micro.log", "said"],
  ["without", noSpace, undefined],
] as const;

test.each(places.filter(([, name]) => name !== noSpace || existsSync(noSpace)))(
  "a process that ends at once ends, on a disk %s",
  async (_, name, said) => {
    const folder = mkdtempSync(join(tmpdir(), "micro-log-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = resolve(folder, name);
    const program = `
    import { openLog } from ${JSON.stringify(join(import.meta.dirname, "log.ts"))};
    openLog({ level: "info", file: ${JSON.stringify(file)} }).log.error("said");
    process.exit(7);`;
    const args = ["--conditions=source", "--input-type=module", "--eval", program];
    const { status } = spawnSync(process.execPath, args, { timeout: 20_000 });
    expect(status).toBe(7);
    if (said !== undefined) expect(readFileSync(file, "utf8")).toContain(said);
  },
);
