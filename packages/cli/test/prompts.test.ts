import { existsSync, readFileSync } from "node:fs";

import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { bin, createMachine } from "./micro.ts";
import { hasTmux, openTerminal } from "./screen/terminal.ts";

/** A command in a real terminal, with a sandbox that it finds. */
async function typeCommand(command: string) {
  const machine = createMachine();
  const sandbox = await machine.openSandbox();
  const terminal = openTerminal(machine, { columns: 100, rows: 30, env: { NO_COLOR: "1" } });
  await terminal.see(/[$#]/);
  terminal.type(`${process.execPath} ${bin} ${command}; echo "ended $?"`);
  terminal.press("Enter");
  return { machine, sandbox, terminal };
}

const password = "correct horse";
const question = /There is no login with this email and password\. Register you@example\.test\?.*y\/N/;

test.skipIf(!hasTmux)("login asks for email and password, hides the password, and offers to register", async () => {
  const { machine, sandbox, terminal } = await typeCommand("login --interactive");
  await terminal.see(/\? Email/);
  terminal.type("you@example.test");
  await terminal.see(/Email.* you@example\.test/);
  terminal.press("Enter");
  await terminal.see(/\? Password/);
  terminal.type(password);
  terminal.press("Enter");
  await terminal.see(question);
  expect(terminal.capture()).not.toContain("horse");
  terminal.press("y");
  terminal.press("Enter");
  await terminal.see(/✓ Registered and logged in as you@example\.test\.(.*\n)*ended 0/);
  expect(terminal.capture()).not.toContain("horse");
  expect(readFileSync(machine.configFile, "utf8")).toContain(`gateway_url: ${sandbox.url}`);
  expect(readFileSync(machine.configFile, "utf8")).not.toContain("horse");
  await terminal.expectShell();

  terminal.type(`clear; ${process.execPath} ${bin} login --email you@example.test; echo "again $?"`);
  terminal.press("Enter");
  await terminal.see(/\? Password/);
  terminal.type(password);
  terminal.press("Enter");
  await terminal.see(/✓ Logged in as you@example\.test\.(.*\n)*again 0/);
});

test.skipIf(!hasTmux)("whoever does not want to register is told what else to do, and nothing is kept", async () => {
  const { machine, sandbox, terminal } = await typeCommand("login --email you@example.test");
  await terminal.see(/\? Password/);
  terminal.type(password);
  terminal.press("Enter");
  await terminal.see(question);
  // An empty line is a no.
  terminal.press("Enter");
  await terminal.see(/The email or the password is wrong\.(.*\n)*ended 1/);
  expect(existsSync(machine.configFile)).toBe(false);
  await using client = createClient({ baseUrl: sandbox.url });
  const login = client.auth.login({ email: "you@example.test", password });
  await expect(login).rejects.toMatchObject({ code: "login_failed" });
  await terminal.expectShell();
});

test.skipIf(!hasTmux)("^C at any question ends the command with 130 and leaves the terminal as it was", async () => {
  const { machine, terminal } = await typeCommand("login --interactive");
  await terminal.see(/\? Email/);
  terminal.press("C-c");
  await terminal.see(/ended 130/);
  await terminal.expectShell();
  terminal.type(`clear; ${process.execPath} ${bin} login --email you@example.test; echo "again $?"`);
  terminal.press("Enter");
  await terminal.see(/\? Password/);
  terminal.type(password);
  terminal.press("C-c");
  await terminal.see(/again 130/);
  expect(terminal.capture()).not.toContain("horse");
  expect(existsSync(machine.configFile)).toBe(false);
  await terminal.expectShell();
});

test.skipIf(!hasTmux)("reset asks before it forgets everything, and an empty line is a no", async () => {
  const { machine, terminal } = await typeCommand("sandbox reset");
  await machine.run(["trigger", "payment.created"]);
  await terminal.see(/\?.*y\/N/);
  terminal.press("Enter");
  await terminal.see(/Nothing was reset\.(.*\n)*ended 1/);
  const kept = await machine.run(["events", "list", "--json"]);
  expect(kept.stdout).toContain("payment.created");
});
