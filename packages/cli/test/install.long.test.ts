import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";

import { contractCommands, writtenCommands } from "./every-command/commands.ts";
import { createMachine, parse } from "./micro.ts";

const cli = join(import.meta.dirname, "..");

/** An empty folder, removed at the end of the test. */
function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "micro-install-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

test("the package installs into an empty prefix, and every command runs from there", async (context) => {
  const folder = createFolder();
  const home = createFolder();
  const npm = (args: readonly string[]) =>
    execa("npm", args, { cwd: cli, env: { HOME: home, USERPROFILE: home }, reject: false });

  const packed = await npm(["pack", "--json", "--pack-destination", folder]);
  expect(packed.exitCode, packed.stderr).toBe(0);
  const [tarball = ""] = readdirSync(folder);
  const prefix = join(folder, "prefix");
  const installed = await npm(["install", "--global", "--prefix", prefix, join(folder, tarball)]);
  if (/E(NOTFOUND|AI_AGAIN|CONNREFUSED|TIMEDOUT)/.test(installed.stderr)) context.skip("no registry of packages");
  expect(installed.exitCode, installed.stderr).toBe(0);

  const modules = join(prefix, ...(process.platform === "win32" ? [] : ["lib"]), "node_modules");
  const machine = createMachine(join(modules, "@micro", "cli", "bin", "micro.js"));
  const started = await machine.run(["sandbox", "start", "--detach", "--port", "0", "--json"]);
  expect(started).toMatchObject({ exitCode: 0 });
  try {
    const triggered = await machine.run(["trigger", "payment.succeeded", "--json"]);
    expect(triggered).toMatchObject({ exitCode: 0 });
    expect(parse((await machine.run(["ledger", "verify", "--json"])).stdout)).toMatchObject({ valid: true });

    // The commands of the contract are one piece of code.
    for (const { name } of [...writtenCommands(), ...contractCommands().slice(0, 1)]) {
      const help = await machine.run([...name.split(" "), "--help"]);
      expect(help, name).toMatchObject({ exitCode: 0, stderr: "" });
      expect(help.stdout).toContain("USAGE");
    }
  } finally {
    expect(await machine.run(["sandbox", "stop"])).toMatchObject({ exitCode: 0 });
  }
});
