import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";

import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";

import { bin, createMachine, parse } from "./micro.ts";
import { startReceiver } from "./receiver.ts";

const wait = { timeout: 15_000 };

test("^C lets what is on its way finish, and ends with 130", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  let secret = "";
  const held = Promise.withResolvers<number>();
  const receiver = await startReceiver(() => secret, { answer: () => held.promise });
  const listener = await machine.listen(["-f", receiver.url]);
  secret = String(listener.ready["secret"]);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(receiver.count()).toBe(1), wait);
  listener.child.kill("SIGINT");
  held.resolve(200);
  expect((await listener.child).exitCode).toBe(130);
  expect(listener.lines.at(-1)).toEqual({ type: "ended", undelivered: 0 });
  expect(listener.ofType("delivery")).toMatchObject([{ outcome: "delivered" }]);
});

test("a receiver that never answers holds the end up no longer than two seconds, and is not forgotten", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const receiver = await startReceiver(() => "", { answer: () => new Promise(() => {}) });
  const listener = await machine.listen(["-f", receiver.url]);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(receiver.count()).toBe(1), wait);
  listener.child.kill("SIGINT");
  expect((await listener.child).exitCode).toBe(130);
  expect(listener.lines.at(-1)).toEqual({ type: "ended", undelivered: 1 });
});

test("a second ^C ends at once", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const receiver = await startReceiver(() => "", { answer: () => new Promise(() => {}) });
  const listener = await machine.listen(["-f", receiver.url]);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(receiver.count()).toBe(1), wait);
  const again = setInterval(() => listener.child.kill("SIGINT"), 100);
  const { exitCode } = await listener.child;
  clearInterval(again);
  expect(exitCode).toBe(130);
  expect(listener.ofType("ended")).toEqual([]);
});

test.skipIf(process.platform !== "linux").each([
  ["the shell of npx", '"$0" "$@"; exit'],
  ["the shell of npx, below which a script stands for node", 'sh -c \'"$0" "$@"; exit\' "$0" "$@"; exit'],
])("%s dies, and listen ends with it", async (_, script) => {
  const machine = createMachine();
  await machine.openSandbox();
  const child = execa("sh", ["-c", script, process.execPath, bin, "listen"], {
    env: {
      HOME: machine.home,
      MICRO_DATA_DIR: machine.dataDir,
      npm_lifecycle_event: "npx",
      npm_lifecycle_script: "'micro'",
    },
    reject: false,
    stdin: "ignore",
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitFor(() => expect(said).toContain("^C ends it."), wait);
  child.kill("SIGTERM");
  // Its output ends with the last one who could write to it.
  expect(await child).toMatchObject({ signal: "SIGTERM" });
});

test("a reader that goes away, such as head, ends listen quietly", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const listener = await machine.listen();
  listener.child.stdout.destroy();
  await machine.run(["trigger", "payment.succeeded"]);
  await machine.run(["trigger", "payment.succeeded"]);
  expect(await listener.child).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringMatching(/EPIPE|Error/) as string,
  });
});

test("a reader of both streams that goes away ends it as quietly", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const listener = await machine.listen();
  listener.child.stdout.destroy();
  listener.child.stderr.destroy();
  await machine.run(["trigger", "payment.succeeded"]);
  await machine.run(["trigger", "payment.succeeded"]);
  expect((await listener.child).exitCode).toBe(0);
});

test.skipIf(process.platform === "win32")("an old Node is told so in one sentence, and nothing is loaded", async () => {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "18.20.0" }); require(${JSON.stringify(bin)})`;
  const { exitCode, stderr, stdout } = await execa(process.execPath, ["-e", pretend], { reject: false });
  expect({ exitCode, stdout, lines: stderr.split("\n").length }).toEqual({ exitCode: 2, stdout: "", lines: 1 });
  expect(stderr).toMatch(/needs Node 22\.18 or newer; this is Node 18\.20\.0/);
});

test("every byte of stdout is of the JSON, also of a failure", async () => {
  const machine = createMachine();
  const failures = [["whoami"], ["trigger", "nonsense"], ["login", "--email", "a@b.c"], ["sandbox", "reset"]];
  for (const args of failures) {
    const { exitCode, stdout, stderr } = await machine.run([...args, "--json"]);
    expect(parse(stdout)).toMatchObject({ error: { message: expect.any(String) as string } });
    expect(stderr).toBe("");
    expect(exitCode).toBeGreaterThan(0);
  }
});

test.skipIf(!existsSync("/dev/full"))("output for which the disk has no room is no bug of the command's", () => {
  const machine = createMachine();
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const { status, stderr } = spawnSync(process.execPath, [bin, "sandbox", "status"], {
    env: { ...process.env, ...machine.env },
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr:
      "Error: There is no room left on the disk for what this prints.\n  → Make room there, and look what was done before it is done again.\n",
  });
});
