import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
    `micro open dashboard --data-dir "${folder}"`,
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

const damages: Record<string, (bytes: Buffer) => Buffer> = {
  "cut off in the middle": (bytes) => bytes.subarray(0, Math.floor(bytes.length / 8192) * 4096),
  "with other bytes in the middle": (bytes) => bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 20_000),
  "that is no database": () => Buffer.from("Notes, and no database. ".repeat(100)),
};

test.for(Object.entries(damages))("doctor tells of data %s, and how to go on, and leaves it", async ([, damage]) => {
  const machine = createMachine();
  const { child } = await machine.startSandbox();
  child.kill("SIGTERM");
  await child;
  const file = join(machine.dataDir, "sandbox.db");
  const look = async () => parse((await machine.run(["doctor", "--json"])).stdout);
  const names = readdirSync(machine.dataDir);
  expect(await look()).toMatchObject({ healthy: true });
  expect(readdirSync(machine.dataDir)).toEqual(names);

  const damaged = damage(readFileSync(file));
  writeFileSync(file, damaged);
  const message = `${file} is damaged or is not a sandbox's file.`;
  const hint = "Move the file away, or choose another folder with --data-dir. micro sandbox reset removes it.";
  expect(await look()).toMatchObject({
    healthy: false,
    findings: expect.arrayContaining([{ name: "database", verdict: "problem", message, hint }]) as unknown,
  });
  expect(readFileSync(file).equals(damaged)).toBe(true);
  expect(readdirSync(machine.dataDir)).toEqual(names);
});

test("doctor tells of data whose log is gone, and of none", async () => {
  const machine = createMachine();
  const database = async () => {
    const { findings } = parse((await machine.run(["doctor", "--json"])).stdout) as { findings: { name: string }[] };
    return findings.find(({ name }) => name === "database");
  };
  expect(await database()).toMatchObject({
    verdict: "ok",
    message: expect.stringContaining("a start makes it") as string,
  });
  const { child } = await machine.startSandbox();
  expect(await database()).toMatchObject({ verdict: "ok", message: expect.stringContaining("is whole") as string });
  child.kill("SIGKILL");
  await child;
  expect(await database()).toMatchObject({ verdict: "ok" });
  rmSync(join(machine.dataDir, "sandbox.db-wal"));
  expect(await database()).toMatchObject({
    verdict: "warning",
    message: "~/data/micro/sandbox.db is empty: a start begins with no data.",
    hint: expect.stringContaining("sandbox.db-wal") as string,
  });
});

test("doctor and a start tell of a folder in the place of the file", async () => {
  const machine = createMachine();
  mkdirSync(join(machine.dataDir, "sandbox.db"), { recursive: true });
  const doctor = await machine.run(["doctor"]);
  expect(doctor).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("sandbox.db cannot be written") as string,
  });
  const start = await machine.run(["sandbox", "start", "--port", "0"]);
  expect(start).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("sandbox.db cannot be written") as string,
  });
});
