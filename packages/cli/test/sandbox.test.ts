import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

import { expect, onTestFinished, test, vi } from "vitest";

import { isAlive } from "../src/sandbox/runtime.ts";
import { bin, createMachine, parse } from "./micro.ts";
import { startReceiver } from "./receiver.ts";

const posix = process.platform !== "win32";

test("in the background: start, status, stop, and the data is there the next time", async () => {
  const machine = createMachine();
  onTestFinished(async () => void (await machine.run(["sandbox", "stop"])));
  expect((await machine.run(["sandbox", "status"])).exitCode).toBe(1);
  const started = await machine.run(["sandbox", "start", "--detach", "--port", "0", "--json"]);
  expect(started.exitCode).toBe(0);
  const { url, api_key: key, pid } = parse(started.stdout);
  if (posix) expect((statSync(machine.runtimeFile).mode & 0o777).toString(8)).toBe("600");
  expect(existsSync(join(machine.dataDir, "sandbox.log"))).toBe(true);

  const status = await machine.run(["sandbox", "status", "--json"]);
  expect(status.exitCode).toBe(0);
  expect(parse(status.stdout)).toMatchObject({ running: true, url, pid, api_key: key });

  const stopped = await machine.run(["sandbox", "stop", "--json"]);
  expect(parse(stopped.stdout)).toEqual({ stopped: true, url, pid });
  expect(existsSync(machine.runtimeFile)).toBe(false);
  expect(parse((await machine.run(["sandbox", "stop", "--json"])).stdout)).toMatchObject({ stopped: false });

  const again = await machine.run(["sandbox", "start", "--detach", "--port", "0", "--json"]);
  expect(parse(again.stdout)["api_key"]).toBe(key);
});

test("what it says in the background names the command that stops it", async () => {
  const machine = createMachine();
  onTestFinished(async () => void (await machine.run(["sandbox", "stop"])));
  expect(await machine.run(["sandbox", "start", "--detach", "--port", "0"])).toMatchObject({ exitCode: 0 });
  const log = readFileSync(join(machine.dataDir, "sandbox.log"), "utf8");
  expect(log).toContain("Stop it with micro sandbox stop.");
  expect(log).not.toMatch(/\^C|another terminal/);
});

test.skipIf(!posix)("in the background it holds nothing open that it was not given", async () => {
  const machine = createMachine();
  onTestFinished(async () => void (await machine.run(["sandbox", "stop"])));
  const pipes = [1, 2, 5, 20, 200];
  const child = spawn(process.execPath, [bin, "sandbox", "start", "--detach", "--port", "0"], {
    env: { ...process.env, ...machine.env },
    stdio: Array.from({ length: 201 }, (_, fd) => (pipes.includes(fd) ? "pipe" : "ignore")),
  });
  for (const fd of pipes) (child.stdio[fd] as Readable).resume();
  // It comes when the last one who could write to the pipes has closed them.
  expect(await once(child, "close")).toEqual([0, null]);
  expect(await machine.run(["sandbox", "status"])).toMatchObject({ exitCode: 0 });
});

test.skipIf(!posix)("^C before it is up leaves nothing in the background", async () => {
  const machine = createMachine();
  const note = join(machine.home, "pid");
  const stuck = join(machine.home, "stuck.cjs");
  const wait = `require("fs").writeFileSync(${JSON.stringify(note)}, String(process.pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);`;
  writeFileSync(stuck, `if (!process.argv.includes("--detach")) {${wait}}`);
  const starting = machine.spawn(["sandbox", "start", "--detach", "--json"], { NODE_OPTIONS: `--require ${stuck}` });
  const pid = await vi.waitFor(() => Number(readFileSync(note, "utf8")) || expect.fail(), { timeout: 15_000 });
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, "SIGKILL")));
  starting.kill("SIGINT");
  const { exitCode, stdout } = await starting;
  expect(exitCode).toBe(130);
  expect(parse(stdout)).toMatchObject({ error: { message: "The sandbox was stopped before it was up." } });
  expect(isAlive(pid)).toBe(false);
});

test("in a folder of its own, every command that it recommends finds it", async () => {
  const machine = createMachine();
  const folder = join(machine.home, "own folder");
  const flag = ["--data-dir", folder];
  const started = await machine.run(["sandbox", "start", "--detach", "--memory", "--port", "0", ...flag]);
  const again = await machine.run(["sandbox", "start", "--detach", ...flag]);
  expect(await machine.run(["sandbox", "stop", ...flag])).toMatchObject({ exitCode: 0 });
  expect(started.stderr.match(/micro .*/g)).toEqual([
    `micro listen --forward-to localhost:3000/webhook --data-dir "${folder}"`,
    `micro trigger payment.succeeded --data-dir "${folder}"`,
    `micro sandbox stop --data-dir "${folder}".`,
  ]);
  expect(again.stderr).toContain(`micro sandbox stop --data-dir "${folder}"`);
  expect((await machine.run(["sandbox", "status", ...flag])).stdout).toContain(`start --data-dir "${folder}"`);
});

test("in the foreground it says where it is, and ends with SIGTERM as with ^C", async () => {
  for (const [signal, exitCode] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    const machine = createMachine();
    const { child, url, apiKey } = await machine.startSandbox();
    child.kill(signal);
    const { stdout, stderr, exitCode: actual } = await child;
    if (posix) expect(actual).toBe(exitCode);
    expect(stdout).toContain(url);
    expect(stdout).toContain(apiKey);
    expect(stderr).toContain("micro listen");
    expect(existsSync(machine.runtimeFile)).toBe(!posix);
  }
});

test("in memory, nothing is left but the log", async () => {
  const machine = createMachine();
  const { child } = await machine.startSandbox(["--port", "0", "--memory"]);
  expect((await machine.run(["trigger", "payment.created"])).exitCode).toBe(0);
  child.kill("SIGTERM");
  await child;
  expect(existsSync(join(machine.dataDir, "sandbox.db"))).toBe(false);
});

test("a preferred port that is taken gives way to the next free one", async () => {
  const machine = createMachine();
  const { port } = await startReceiver(() => "");
  writeFileSync(machine.configFile, `gateway_url: http://127.0.0.1:${port}\n`);
  const { ready } = await machine.listen();
  expect(Number(new URL(String(ready["url"])).port)).toBeGreaterThan(port);
});

test("data that a sandbox uses is not removed, even where its note is gone", async () => {
  const machine = createMachine();
  const sandbox = await machine.openSandbox();
  rmSync(machine.runtimeFile);
  const { exitCode, stderr } = await machine.run(["sandbox", "reset", "--yes"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/reset again/) as string });
  const who = await machine.run(["whoami", "--api-base", sandbox.url, "--api-key", sandbox.apiKey]);
  expect(who.exitCode).toBe(0);
});

test("reset forgets everything, running or not", async () => {
  const machine = createMachine();
  const { child } = await machine.startSandbox();
  const count = async () => {
    const { url, api_key: key } = parse(readFileSync(machine.runtimeFile, "utf8"));
    const answer = await fetch(`${String(url)}/payments/payment_intents`, {
      headers: { authorization: `Bearer ${String(key)}` },
    });
    expect(answer.status).toBe(200);
    const { data } = parse(await answer.text());
    return Array.isArray(data) ? data.length : -1;
  };
  await machine.run(["trigger", "payment.created"]);
  expect(await count()).toBe(1);
  expect(parse((await machine.run(["sandbox", "reset", "--yes", "--json"])).stdout)["did"]).toBe("restarted");
  expect(await count()).toBe(0);
  expect((await machine.run(["trigger", "payment.created"])).exitCode).toBe(0);
  child.kill("SIGTERM");
  await child;
  expect(parse((await machine.run(["sandbox", "reset", "--yes", "--json"])).stdout)["did"]).toBe("removed");
  expect(parse((await machine.run(["sandbox", "reset", "--yes", "--json"])).stdout)["did"]).toBe("nothing");
  await machine.startSandbox();
  expect(await count()).toBe(0);
});

test("a damaged file ends the start with what to do about it, and what is told does it", async () => {
  const machine = createMachine();
  const flag = ["--data-dir", join(machine.home, "own")];
  mkdirSync(flag[1] ?? "");
  writeFileSync(join(flag[1] ?? "", "sandbox.db"), "no database");
  const start = ["sandbox", "start", "--detach", "--port", "0", ...flag];
  const { stderr, exitCode } = await machine.run(start);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: The sandbox did not start: \S*sandbox\.db is damaged/);
  expect(stderr).toContain(`micro sandbox reset ${flag.join(" ")} removes it.`);
  expect(await machine.run(["sandbox", "reset", ...flag, "--yes"])).toMatchObject({ exitCode: 0 });
  expect(await machine.run(start)).toMatchObject({ exitCode: 0 });
  expect(await machine.run(["sandbox", "stop", ...flag])).toMatchObject({ exitCode: 0 });
});
