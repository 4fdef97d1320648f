import { existsSync, statSync, writeFileSync } from "node:fs";

import { expect, test, vi } from "vitest";

import { createMachine, parse } from "./micro.ts";
import { freePort, startReceiver } from "./receiver.ts";

const wait = { timeout: 15_000 };

test("log in, listen, trigger, receive", async () => {
  const machine = createMachine();
  const { url } = await machine.startSandbox();
  const login = await machine.run(
    ["login", "--email", "dev@example.test", "--password-stdin", "--register", "--api-base", url],
    { input: "correct horse\n" },
  );
  expect(login).toMatchObject({ exitCode: 0, stderr: "" });
  expect(login.stdout).toContain("Registered and logged in as dev@example.test.");
  if (process.platform !== "win32") expect((statSync(machine.configFile).mode & 0o777).toString(8)).toBe("600");

  const who = await machine.run(["whoami", "--json"]);
  expect(parse(who.stdout)).toMatchObject({
    email: "dev@example.test",
    mode: "test",
    base_url: url,
    sources: { key: expect.stringContaining("file") as string },
  });

  let secret = "";
  const receiver = await startReceiver(() => secret);
  const listener = await machine.listen(["--forward-to", String(receiver.port)]);
  secret = String(listener.ready["secret"]);
  const triggered = await machine.run(["trigger", "payment.succeeded", "--override", "amount=4321", "--json"]);
  expect(triggered).toMatchObject({ exitCode: 0, stderr: "" });

  await vi.waitFor(() => {
    expect(receiver.received.map(({ type }) => type)).toContain("payment.succeeded");
    expect(listener.ofType("delivery").length).toBe(listener.ofType("event").length);
  }, wait);
  expect(receiver.refused).toEqual([]);
  expect(listener.ofType("delivery").map(({ status, outcome }) => [status, outcome])).toContainEqual([
    200,
    "delivered",
  ]);
  const succeeded = listener.ofType("event").find(({ event }) => JSON.stringify(event).includes('"payment.succeeded"'));
  expect(succeeded).toMatchObject({ event: { data: { object: { amount: 4321 } } } });

  const logout = await machine.run(["logout", "--json"]);
  expect(parse(logout.stdout)).toMatchObject({ forgotten: true, email: "dev@example.test" });
  const after = await machine.run(["whoami", "--json"]);
  expect(parse(after.stdout)).toMatchObject({ sources: { key: "sandbox: the running sandbox" } });
});

test("the signing secret is the same each time, and the only thing on stdout", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const first = await machine.run(["listen", "--print-secret"]);
  expect(first).toMatchObject({ exitCode: 0, stderr: "" });
  expect(first.stdout).toMatch(/^whsec_[A-Za-z0-9+/=]+$/);
  expect((await machine.run(["listen", "--print-secret"])).stdout).toBe(first.stdout);
  expect(parse((await machine.run(["listen", "--print-secret", "--json"])).stdout)).toEqual({ secret: first.stdout });
});

test("a receiver that is down gets every event once it is up", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const port = await freePort();
  const listener = await machine.listen(["-f", `${port}/webhook`]);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(listener.ofType("delivery").length).toBeGreaterThan(0), wait);
  expect(listener.ofType("delivery")[0]).toMatchObject({
    outcome: "retrying",
    reason: "connection_refused",
    attempt: 1,
    retry_in_ms: 1000,
  });

  const receiver = await startReceiver(() => String(listener.ready["secret"]), { port });
  await vi.waitFor(
    () => expect(listener.ofType("delivery").at(-1)).toMatchObject({ outcome: "delivered", attempt: 2 }),
    wait,
  );
  expect(receiver.received.map(({ id }) => id)).toEqual(listener.ofType("event").map(({ id }) => id));
});

test("a receiver that fails at first is asked again, and others need not wait for it", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  let secret = "";
  const receiver = await startReceiver(() => secret, { answer: (count) => [500, 302][count - 1] ?? 200 });
  const listener = await machine.listen(["-f", receiver.url, "--events", "payment.*"]);
  secret = String(listener.ready["secret"]);
  await machine.run(["trigger", "payment.created"]);
  await machine.run(["trigger", "payment.created"]);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(listener.ofType("delivery").length).toBe(5), wait);
  const statuses = listener.ofType("delivery").map(({ status }) => status);
  expect(statuses.map(String).toSorted()).toEqual(["200", "200", "200", "302", "500"]);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(3);
});

test("without a sandbox, listen starts one, others find it, and it ends with listen", async () => {
  const machine = createMachine();
  writeFileSync(machine.configFile, `gateway_url: http://127.0.0.1:${await freePort()}\n`);
  const listener = await machine.listen();
  expect(existsSync(machine.runtimeFile)).toBe(true);
  expect((await machine.run(["trigger", "payment.created"])).exitCode).toBe(0);
  await vi.waitFor(() => expect(listener.ofType("event").length).toBe(1), wait);
  listener.child.kill("SIGINT");
  expect(await listener.child).toMatchObject({
    exitCode: 130,
    stderr: expect.stringMatching(/started here/) as string,
  });
  expect(existsSync(machine.runtimeFile)).toBe(false);
  expect((await machine.run(["trigger", "payment.created"])).stderr).toMatch(/micro sandbox start/);
});
