import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";

import { createMachine } from "./micro.ts";

const script = join(import.meta.dirname, "..", "..", "..", "scripts", "start.ts");

/** What `npm start` runs once everything is set up, on a home of its own; a login of the user's must not matter. */
function start(machine: ReturnType<typeof createMachine>, args: readonly string[] = []) {
  const { home, dataDir } = machine;
  const env = { HOME: home, USERPROFILE: home, MICRO_DATA_DIR: dataDir, MICRO_PROFILE: "mine", NO_COLOR: "1" };
  const child = execa(process.execPath, [script, ...args], { env, reject: false, stdin: "ignore" });
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await child;
  });
  return child;
}

test("npm start -- --once takes a payment the whole way, says each step, and leaves nothing behind", async () => {
  const machine = createMachine();
  const { exitCode, stdout, stderr } = await start(machine, ["--once"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const steps = stdout.split("\n").map((line) => line.split(/ +/).slice(0, 2).join(" "));
  expect(steps).toEqual([
    "✓ sandbox",
    "✓ login",
    "✓ secret",
    "✓ receiver",
    "✓ listen",
    "✓ trigger",
    "✓ received",
    "✓ ledger",
  ]);
  expect(stdout).toMatch(/payment\.succeeded evt_\w+, its signature verified/);
  expect(stdout).toMatch(/debit \S+ 19\.12 USD \+ \S+ 0\.88 USD = credit \S+ 20\.00 USD, balanced/);
  expect(existsSync(machine.configFile)).toBe(false);
  expect(existsSync(machine.dataDir)).toBe(false);
});

test("npm start stays up, and what it says to type next works in another terminal", async () => {
  const machine = createMachine();
  const child = start(machine);
  let said = "";
  createInterface(child.stdout).on("line", (line) => (said += `${line}\n`));
  await vi.waitFor(() => expect(said).toContain("Stop it with ^C"), { timeout: 25_000 });
  const commands = [...said.matchAll(/^ {2}npx micro (trigger .*|whoami .*)$/gm)].map(([, words = ""]) => words);
  expect(commands).toHaveLength(2);
  for (const words of commands) expect(await machine.run(words.split(" "))).toMatchObject({ exitCode: 0 });
  await vi.waitFor(() => expect(said).toMatch(/← payment\.failed evt_/), { timeout: 15_000 });
  child.kill("SIGINT");
  expect(await child).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Stopped.") as string });
  expect((await machine.run(["sandbox", "status"])).exitCode).toBe(1);
});

test("npm start ends with 1 at the first step that fails, and says which", async () => {
  const machine = createMachine();
  // A file is where the data should go.
  writeFileSync(join(machine.home, "data"), "");
  const { exitCode, stdout, stderr } = await start(machine);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(
    /^\n?✗ sandbox: The data folder \S+ cannot be written .*Make it writable, or choose another one/,
  );
});
