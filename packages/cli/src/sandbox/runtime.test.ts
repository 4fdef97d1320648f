import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { findRunning } from "./find.ts";
import { findRuntime, readRuntime, removeRuntime, runtimeFile, writeRuntime } from "./runtime.ts";
import { stopSandbox } from "./stop.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-runtime-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const noProcess = 2 ** 22 + 1;
const runtime = (pid: number) => ({
  url: "http://127.0.0.1:1",
  pid,
  instance_id: "ins_1",
  api_key: "sk_test_1",
  publishable_key: "pk_test_1",
  started_at: "2026-01-01T00:00:00.000Z",
});

test.skipIf(process.platform === "win32")("the file, which holds a key, can be read by its owner only", () => {
  writeRuntime(folder, runtime(process.pid));
  expect((statSync(runtimeFile(folder)).mode & 0o777).toString(8)).toBe("600");
});

test("a file of a dead process, of nonsense or of another form is no sandbox", () => {
  expect(findRuntime(folder)).toBeUndefined();
  writeRuntime(folder, runtime(noProcess));
  expect(findRuntime(folder)).toBeUndefined();
  for (const text of ["{", "[]", '{"pid":0}', JSON.stringify({ ...runtime(process.pid), url: 1 })]) {
    writeFileSync(runtimeFile(folder), text);
    expect(findRuntime(folder)).toBeUndefined();
  }
});

test("a live process that does not answer as that sandbox is none", async () => {
  writeRuntime(folder, runtime(process.pid));
  expect(findRuntime(folder)).toEqual(runtime(process.pid));
  expect(await findRunning(folder)).toBeUndefined();
});

test("a sandbox removes only its own file", () => {
  writeRuntime(folder, runtime(noProcess));
  removeRuntime(folder, process.pid);
  expect(readRuntime(folder)?.pid).toBe(noProcess);
  removeRuntime(folder, noProcess);
  expect(existsSync(runtimeFile(folder))).toBe(false);
});

test("stopping tidies up after a dead process", async () => {
  writeRuntime(folder, runtime(noProcess));
  expect(await stopSandbox(folder)).toBeUndefined();
  expect(existsSync(runtimeFile(folder))).toBe(false);
});

test("stopping never signals a process that may be somebody else's", async () => {
  writeRuntime(folder, runtime(process.pid));
  await expect(stopSandbox(folder)).rejects.toThrow(/may not be the sandbox/);
  expect(existsSync(runtimeFile(folder))).toBe(true);
});
