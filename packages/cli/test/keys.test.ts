import { expect, test } from "vitest";

import { createMachine, parse } from "./micro.ts";

test("keys are created, listed, rolled, revoked, and the signing key is rotated", async () => {
  const machine = createMachine();
  const { url } = await machine.openSandbox();
  const created = await machine.run(["keys", "create", "--name", "ci", "--scope", "payments:read", "--json"]);
  expect(created).toMatchObject({ exitCode: 0, stderr: "" });
  const key = parse(created.stdout);
  expect(key).toMatchObject({ name: "ci", scopes: ["payments:read"], environment: "test" });
  const works = async (secret: unknown) =>
    (await fetch(`${url}/payments/payment_intents`, { headers: { authorization: `Bearer ${String(secret)}` } })).status;
  expect(await works(key["key"])).toBe(200);

  const rolled = parse((await machine.run(["keys", "roll", String(key["id"]), "--overlap", "0", "--json"])).stdout);
  expect([await works(key["key"]), await works(rolled["key"])]).toEqual([401, 200]);
  const list = await machine.run(["keys", "list"]);
  expect(list.stdout).toMatch(new RegExp(`${String(key["id"])} .*replaced by ${String(rolled["id"])}`));
  expect(list.stdout).not.toContain(String(rolled["key"]));

  expect((await machine.run(["keys", "revoke", String(rolled["id"])])).stdout).toContain("Revoked");
  expect(await works(rolled["key"])).toBe(401);
  const gone = await machine.run(["keys", "revoke", "key_nope"]);
  expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining("key_nope")]);

  await fetch(`${url}/.well-known/jwks.json`);
  const rotated = await machine.run(["keys", "rotate"]);
  expect(rotated.stdout).toContain("Published the signing key");
  expect((await machine.run(["keys", "rotate"])).exitCode).toBe(1);
});

const codeShown = /Your code is (\S+)\./;

test("micro login --no-browser shows a code and waits until somebody approves it on the page", async () => {
  const machine = createMachine();
  const { url } = await machine.openSandbox();
  const login = machine.spawn(["login", "--no-browser", "--json"]);
  let shown = "";
  login.stderr.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  await expect.poll(() => shown).toMatch(codeShown);
  const [, code = ""] = codeShown.exec(shown) ?? [];
  expect(shown).toContain(`${url}/auth/device?user_code=${code}`);
  const form = { user_code: code, email: "you@example.test", password: "correct horse", action: "register" };
  const page = await fetch(`${url}/auth/device`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  expect(await page.text()).toContain("The device is logged in");
  const { stdout, exitCode } = await login;
  expect([exitCode, parse(stdout)["email"]]).toEqual([0, "you@example.test"]);
  expect(parse((await machine.run(["whoami", "--json"])).stdout)).toMatchObject({ email: "you@example.test" });
});

test("micro login with a key in the environment checks it, and keeps nothing", async () => {
  const machine = createMachine();
  const { apiKey } = await machine.openSandbox();
  const result = await machine.run(["login", "--json"], { env: { MICRO_API_KEY: apiKey } });
  expect(parse(result.stdout)).toMatchObject({ email: "dev@localhost", kept_in: "MICRO_API_KEY" });
  const wrong = await machine.run(["login"], { env: { MICRO_API_KEY: "sk_test_1" } });
  expect([wrong.exitCode, wrong.stdout]).toEqual([1, ""]);
});

test.each([
  [["sandbox", "start", "--rate-limit", "fast"], /100\/60/],
  [["sandbox", "start", "--host", "0.0.0.0", "--port", "0"], /--allow-remote/],
  [["sandbox", "start", "--cors-origin", "*", "--port", "0"], /--cors-origin http/],
  [["sandbox", "start", "--stripe-version", "v17"], /2024-06-20/],
])("micro %j says what to do", async (args, advice) => {
  const { exitCode, stderr } = await createMachine().run(args);
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toMatch(advice);
});

test("a sandbox in the background is as strict as it is told to be", async () => {
  const machine = createMachine();
  const args = [
    "sandbox",
    "start",
    "--detach",
    "--port",
    "0",
    "--memory",
    "--profile",
    "production",
    "--rate-limit",
    "3/60",
    "--stripe-version",
    "2024-06-20",
  ];
  const { url } = parse((await machine.run([...args, "--json"])).stdout);
  try {
    const answers = [];
    const listed = await fetch(`${String(url)}/v1/charges`);
    expect(listed.headers.get("stripe-version")).toBe("2024-06-20");
    for (let index = 0; index < 3; index++) answers.push((await fetch(`${String(url)}/auth/me`)).status);
    expect(answers).toEqual([401, 401, 429]);
    expect(await (await fetch(`${String(url)}/health`)).json()).toMatchObject({ profile: "production" });
  } finally {
    await machine.run(["sandbox", "stop"]);
  }
});
