import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { execa } from "execa";
import { expect, test, vi } from "vitest";

import { bin, createMachine } from "../micro.ts";
import { freePort } from "../receiver.ts";
import { hasTmux, openScreen, openTerminal, wait } from "./terminal.ts";

async function processOf(machine: ReturnType<typeof createMachine>): Promise<number> {
  const { stdout } = await execa("pgrep", ["-f", `^\\S+ ${bin} dev`]);
  for (const pid of stdout.split("\n").map(Number)) {
    const environment = await execa("cat", [`/proc/${pid}/environ`], { reject: false });
    if (environment.stdout.includes(machine.dataDir)) return pid;
  }
  throw new Error("No process shows the screen.");
}

test.skipIf(!hasTmux || process.platform !== "linux").for([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGINT", 130],
] as const)("after kill -%s the terminal is as before", async ([signal, exitCode]) => {
  const { machine, terminal } = await openScreen({ columns: 80, rows: 24 });
  process.kill(await processOf(machine), signal);
  await terminal.see(new RegExp(`before\\n(.*\\n)*ended ${exitCode}`));
  await terminal.expectShell();
});

test.skipIf(!hasTmux)("^C ends the screen with 130", async () => {
  const { terminal } = await openScreen({ columns: 80, rows: 24 });
  terminal.press("C-c");
  await terminal.see(/before\n(.*\n)*ended 130/);
  await terminal.expectShell();
});

test.skipIf(!hasTmux || process.platform !== "linux")(
  "a terminal that is closed ends the screen without a word",
  async () => {
    const { home } = createMachine();
    const file = join(home, "said");
    const { machine, terminal } = await openScreen({ columns: 80, rows: 24, flags: `2>${file}` });
    const pid = await processOf(machine);
    terminal.close();
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), wait);
    expect(readFileSync(file, "utf8")).not.toMatch(/error|bug|EIO/i);
  },
);

const defects = {
  // Somewhere, in no connection with the screen.
  "a timer": { defect: "setTimeout(() => { throw new Error('planted') }, 0);", keys: "" },
  "a promise": { defect: "void Promise.reject(new Error('planted'));", keys: "" },
  // In the midst of what handles a key.
  "a key": {
    defect:
      "const own = Intl.Segmenter.prototype.segment; Intl.Segmenter.prototype.segment = function (text) { if (text === 'j') throw new Error('planted'); return own.call(this, text); };",
    keys: "j",
  },
  // While a frame is drawn.
  "a frame": { defect: "Date.prototype.toTimeString = () => { throw new Error('planted') };", keys: "" },
};

test.skipIf(!hasTmux || process.platform !== "linux").for(Object.entries(defects))(
  "a defect in %s ends the screen, restores the terminal, and is told in words",
  async ([, { defect, keys }]) => {
    const machine = createMachine();
    const file = join(machine.home, "defect.mjs");
    writeFileSync(file, `process.on("SIGUSR2", () => { ${defect} });`);
    const { terminal, machine: own } = await openScreen({
      columns: 100,
      rows: 30,
      env: { NODE_OPTIONS: `--import=${file}` },
    });
    process.kill(await processOf(own), "SIGUSR2");
    await own.run(["trigger", "payment.created"]);
    if (keys !== "") terminal.type(keys);
    await terminal.see(/micro failed in a way it should not: planted(.*\n)*ended 1/);
    await terminal.expectShell();
  },
);

test.skipIf(!hasTmux)("the sandbox goes away: the header says so, and the screen stays", async () => {
  const { sandbox, terminal } = await openScreen({ columns: 80, rows: 24 });
  await sandbox.close();
  await terminal.see(/connection lost/);
  terminal.type("3");
  await terminal.see(/\[3 Payments/);
  terminal.type("q");
  await terminal.see(/ended 0/);
  await terminal.expectShell();
});

test.skipIf(!hasTmux)("dev without a sandbox starts one, which ends with it", async () => {
  const machine = createMachine();
  writeFileSync(machine.configFile, `gateway_url: http://127.0.0.1:${await freePort()}\n`);
  const terminal = openTerminal(machine, { columns: 80, rows: 24 });
  await terminal.see(/[$#]/);
  terminal.type(`${process.execPath} ${bin} dev; echo "ended $?"`);
  terminal.press("Enter");
  await terminal.see(/no target/);
  expect((await machine.run(["trigger", "payment.created"])).exitCode).toBe(0);
  await terminal.see(/›. .*payment\.created/);
  terminal.type("q");
  await terminal.see(/ended 0/);
  expect((await machine.run(["sandbox", "status"])).exitCode).toBe(1);
});
