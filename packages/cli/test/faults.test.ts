import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { createClient } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { createMachine } from "./micro.ts";
import { startReceiver } from "./receiver.ts";

const bug = /bug in micro|\n\s+at /;

describe("without a terminal", () => {
  test.for([
    [["login"], /--email/],
    [["login", "--email", "a@example.test"], /--password-stdin/],
    [["sandbox", "reset"], /--yes/],
  ] as const)("%j names the flag to use and asks nothing", async ([args, flag]) => {
    const machine = createMachine();
    await machine.openSandbox();
    const { exitCode, stderr, stdout } = await machine.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(flag);
  });
});

test("a wrong password is an error that says how to register, and leaves no profile", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const args = ["login", "--email", "a@example.test", "--password-stdin"];
  await machine.run([...args, "--register", "-p", "other"], { input: "right password" });
  const before = readFileSync(machine.configFile, "utf8");
  const wrong = await machine.run(args, { input: "wrong password" });
  expect(wrong).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringMatching(/--register/) as string });
  const taken = await machine.run([...args, "--register"], { input: "wrong password" });
  expect(taken).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/registered already/) as string });
  expect(readFileSync(machine.configFile, "utf8")).toBe(before);
});

test("a damaged config file is named with its line and is left as it is", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  writeFileSync(machine.configFile, "email: a\napi_key: [\n");
  for (const args of [["whoami"], ["logout"], ["trigger", "payment.created"], ["listen"]]) {
    const { exitCode, stderr } = await machine.run(args);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/~\/\.micro\.yaml, line \d+/);
  }
  expect(readFileSync(machine.configFile, "utf8")).toBe("email: a\napi_key: [\n");
});

test("a user whose home is unknown is told to set it; the version is told all the same", async () => {
  const machine = createMachine();
  const unknown = join(machine.home, "unknown.cjs");
  writeFileSync(unknown, "require('os').homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); };");
  const env = { NODE_OPTIONS: `--require=${unknown}` };
  const { exitCode, stdout, stderr } = await machine.run(["whoami"], { env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^micro does not know your home folder: .*HOME=\S+ micro whoami\.$/);
  expect((await machine.run(["--version"], { env })).exitCode).toBe(0);
});

test("a home that does not exist yet is made when there is something to keep", async () => {
  const machine = createMachine();
  const home = join(machine.home, "nobody", "here");
  const env = { HOME: home, USERPROFILE: home };
  expect((await machine.run(["config", "path"], { env })).stdout).toBe(join(home, ".micro.yaml"));
  expect(await machine.run(["config", "set", "email", "a@example.test"], { env })).toMatchObject({ exitCode: 0 });
  expect((await machine.run(["config", "get", "email"], { env })).stdout).toBe("a@example.test");
});

test("a config file that cannot be read is named", async () => {
  const machine = createMachine();
  writeFileSync(join(machine.home, "file"), "");
  const { exitCode, stderr } = await machine.run(["whoami", "--config", join(machine.home, "file", "micro.yaml")]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/file\/micro\.yaml cannot be read \(ENOTDIR\)/);
});

test.skipIf(process.platform !== "linux")(
  "a config file that cannot be written is named, and the key that was made for it is revoked",
  async () => {
    const machine = createMachine();
    const { url } = await machine.openSandbox();
    const credentials = { email: "a@example.test", password: "right password" };
    const args = ["login", "--email", credentials.email, "--password-stdin", "--register"];
    const { exitCode, stderr } = await machine.run([...args, "--config", "/proc/micro.yaml"], {
      input: credentials.password,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\/proc\/micro\.yaml cannot be written/);
    expect(stderr).not.toMatch(bug);

    await using client = createClient({ baseUrl: url });
    const { token } = await client.auth.login(credentials);
    const { data } = await client.apiKeys.list({}, { apiKey: token });
    expect(data).toMatchObject([{ revoked_at: expect.any(Number) as number }]);
  },
);

test("a data folder that cannot be written is named", async () => {
  const machine = createMachine();
  writeFileSync(join(machine.home, "file"), "");
  const { exitCode, stderr } = await machine.run([
    "sandbox",
    "start",
    "--data-dir",
    join(machine.home, "file", "data"),
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/data folder .* cannot be written/);
  expect(stderr).not.toMatch(bug);
});

test("a port that is demanded and taken is an error", async () => {
  const machine = createMachine();
  const { port } = await startReceiver(() => "");
  const { exitCode, stderr, stdout } = await machine.run(["sandbox", "start", "--port", String(port)]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(String(port));
  expect(stderr).not.toMatch(bug);
  const detached = await machine.run(["sandbox", "start", "--detach", "--port", String(port)]);
  expect(detached).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(String(port)) as string });
});

test("a second sandbox on the same data is refused, with and without the note of the first", async () => {
  const machine = createMachine();
  const { url } = await machine.openSandbox();
  const second = await machine.run(["sandbox", "start", "--port", "0"]);
  expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(url) as string });
  rmSync(machine.runtimeFile);
  const third = await machine.run(["sandbox", "start", "--port", "0"]);
  expect(third.exitCode).toBe(1);
  expect(third.stderr).not.toMatch(bug);
});

test("a key of another sandbox is refused with what to do", async () => {
  const machine = createMachine();
  const other = createMachine();
  await machine.openSandbox();
  const { apiKey } = await other.openSandbox();
  const { exitCode, stderr } = await machine.run(["whoami", "--api-key", apiKey]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/micro login/);
});

test("a URL that is no sandbox is told apart from one where nothing listens", async () => {
  const machine = createMachine();
  const { port } = await startReceiver(() => "");
  const wrong = await machine.run(["whoami", "--api-key", "sk", "--api-base", `http://127.0.0.1:${port}`]);
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/not the API/) as string });
  const tls = await machine.run(["whoami", "--api-key", "sk", "--api-base", `https://127.0.0.1:${port}`]);
  expect(tls).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/encrypted connection/) as string });
  const events = await machine.run(["listen", "--api-base", "http://127.0.0.1:9"]);
  expect(events).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/micro sandbox start/) as string });
});
