import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { createMachine, parse } from "./micro.ts";
import { freePort, startReceiver } from "./receiver.ts";

const wait = { timeout: 15_000 };

test("events are listed, read and sent again to whoever listens", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  await machine.run(["trigger", "payment.succeeded"]);
  const list = await machine.run(["events", "list", "--type", "payment.*", "--since", "1h", "--json"]);
  const events = JSON.parse(list.stdout) as { id: string; type: string; seq: number }[];
  expect(events.map(({ type }) => type)).toEqual(["payment.succeeded", "payment.created"]);
  const shown = await machine.run(["events", "get", events[0]!.id]);
  expect(parse(shown.stdout)).toMatchObject({ id: events[0]!.id, type: "payment.succeeded" });
  const types = await machine.run(["events", "types", "payment.succeeded", "--schema"]);
  expect(parse(types.stdout)).toMatchObject({ title: "payment.succeeded", type: "object" });

  const listener = await machine.listen(["--events", "payment.*"]);
  const again = await machine.run(["events", "resend", events[1]!.id, "--to", "stream"]);
  expect(again).toMatchObject({ exitCode: 0, stdout: "✓ Sending 1 event again, to 1 listener." });
  await vi.waitFor(() => expect(listener.ofType("event")).toHaveLength(1), wait);
  expect(listener.ofType("event")[0]).toMatchObject({ id: events[1]!.id, replay: true });
  expect((await machine.run(["events", "resend", "--last"])).stdout).toContain("Sending 1 event again");
  expect(await machine.run(["events", "resend"])).toMatchObject({ exitCode: 2 });
  expect(await machine.run(["events", "list", "--type", "payment.suceeded"])).toMatchObject({ exitCode: 2 });
});

test("what failed is sent again to where it failed, endpoint or listener", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  const port = await freePort();
  const created = await machine.run(["webhooks", "endpoints", "create", `http://127.0.0.1:${port}/`, "--json"]);
  const { id, secret } = parse(created.stdout);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(async () => {
    const attempts = JSON.parse((await machine.run(["webhooks", "attempts", "--json"])).stdout) as unknown[];
    expect(attempts.length).toBeGreaterThan(0);
  }, wait);
  const receiver = await startReceiver(() => String(secret), { port });
  expect((await machine.run(["events", "resend", "--failed", "--since", "1h"])).exitCode).toBe(0);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), wait);
  const deliveries = await machine.run(["webhooks", "deliveries", "--endpoint", String(id), "--json"]);
  const [delivery] = JSON.parse(deliveries.stdout) as { id: string }[];
  const diff = await machine.run(["webhooks", "attempts", delivery!.id, "--diff"]);
  expect(diff.stdout).toMatch(/- connection_refused/);
  await machine.run(["webhooks", "retry", delivery!.id]);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), wait);
  expect((await machine.run(["webhooks", "dead-letters"])).stdout).toBe("There are no dead letters.");
  expect((await machine.run(["webhooks", "dead-letters", "--redrive"])).stdout).toBe("There are no dead letters.");
});

test("that an endpoint is disabled is said where something waits for it, and how to go on", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  const created = await machine.run([
    "webhooks",
    "endpoints",
    "create",
    `http://127.0.0.1:${await freePort()}/`,
    "--json",
  ]);
  const id = String(parse(created.stdout)["id"]);
  await machine.run(["trigger", "payment.created"]);
  await machine.run(["clock", "advance", "6d"]);
  const disabled = await machine.run(["webhooks", "endpoints", "disable", id]);
  expect(disabled.stdout).toContain("disabled (manual)");
  expect(await machine.run(["events", "resend", "--failed"])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("create or enable an endpoint") as string,
  });
  const disabledToo = `${id} is disabled, and nothing is sent to it. micro webhooks endpoints enable ${id} changes that.`;
  const redrive = ["webhooks", "dead-letters", "--redrive"];
  expect(await machine.run(redrive)).toMatchObject({
    exitCode: 0,
    stdout: "No dead letter is on its way again.",
    stderr: disabledToo,
  });
  await machine.run(["webhooks", "endpoints", "enable", id]);
  expect((await machine.run(redrive)).stdout).toBe("✓ 1 delivery begins its schedule anew.");
  await machine.run(["webhooks", "endpoints", "disable", id]);
  expect((await machine.run(["webhooks", "deliveries"])).stderr).toBe(disabledToo);
  await machine.run(["webhooks", "endpoints", "enable", id]);
  expect((await machine.run(["webhooks", "deliveries"])).stderr).toBe("");
});

test("a misspelt id is refused, and does not look as if nothing had been sent", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  await machine.run(["trigger", "payment.created"]);
  const [event] = JSON.parse((await machine.run(["events", "list", "--json"])).stdout) as { id: string }[];
  expect(await machine.run(["webhooks", "attempts", event!.id])).toMatchObject({
    exitCode: 0,
    stdout: "Nothing was sent.",
  });
  expect(await machine.run(["webhooks", "deliveries", "--event", event!.id])).toMatchObject({
    stdout: "No deliveries.",
  });
  const misspelt = [
    [["webhooks", "attempts", "evt_none"], "There is no event 'evt_none'"],
    [["webhooks", "attempts", "del_none"], "There is no delivery 'del_none'"],
    [["webhooks", "deliveries", "--event", "evt_none"], "There is no event 'evt_none'"],
    [["webhooks", "deliveries", "--endpoint", "we_none"], "There is no webhook endpoint 'we_none'"],
  ] as const;
  for (const [args, message] of misspelt) {
    const refused = { exitCode: 1, stdout: "", stderr: expect.stringContaining(message) as string };
    expect(await machine.run(args)).toMatchObject(refused);
  }
});

test("each kind of event goes to its own target, in order when asked, and the secret lands in a file", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  let secret = "";
  const payments = await startReceiver(() => secret);
  const charges = await startReceiver(() => secret);
  const file = join(machine.home, ".env");
  writeFileSync(file, "A=1\n");
  const silent = await freePort();
  const listener = await machine.listen([
    "--forward-to",
    `payment.*=${payments.url}`,
    "--forward-to",
    `charge.*=${charges.url}`,
    "--forward-to",
    `user.registered=http://127.0.0.1:${silent}/`,
    "--ordered",
    "--show-body",
    "--write-secret",
    file,
  ]);
  secret = String(listener.ready["secret"]);
  expect(readFileSync(file, "utf8")).toBe(`A=1\nMICRO_WEBHOOK_SECRET=${secret}\n`);
  await machine.run(["trigger", "payment.succeeded"]);
  await vi.waitFor(() => expect([payments.received.length, charges.received.length]).toEqual([2, 1]), wait);
  expect(payments.received.map(({ type }) => type)).toEqual(["payment.created", "payment.succeeded"]);
  expect(listener.ofType("delivery")[0]).toHaveProperty("body");
  listener.child.kill("SIGINT");
  expect((await listener.child).stderr).toContain(`Nothing listens at http://127.0.0.1:${silent}/ yet.`);
});

test("what goes wrong on purpose is the same with the same seed, and everything arrives in the end", async () => {
  const machine = createMachine();
  await machine.startSandbox(["--port", "0", "--seed", "chaos"]);
  let secret = "";
  const receiver = await startReceiver(() => secret);
  const listener = await machine.listen([
    "-f",
    receiver.url,
    "--duplicate",
    "1",
    "--corrupt-signature",
    "0.2",
    "--seed",
    "7",
  ]);
  secret = String(listener.ready["secret"]);
  for (let made = 0; made < 3; made++) await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(6), { timeout: 25_000 });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(3);
  const wrong = listener.ofType("delivery").filter(({ chaos }) => JSON.stringify(chaos ?? []).includes("corrupt"));
  expect(wrong.every(({ status }) => status === 400)).toBe(true);
  expect(receiver.refused).toHaveLength(wrong.length);
  expect(await machine.run(["listen", "--ordered", "--shuffle", "3"])).toMatchObject({ exitCode: 2 });
  expect(await machine.run(["listen", "--drop", "2"])).toMatchObject({ exitCode: 2 });
}, 40_000);

test("registered endpoints are loaded, their paths on another machine's port", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  let secret = "";
  const receiver = await startReceiver(() => secret);
  const url = "http://127.0.0.1:9/hooks/payments";
  await machine.run(["webhooks", "endpoints", "create", url, "--events", "payment.*"]);
  const listener = await machine.listen(["--load-from-endpoints", "-f", String(receiver.port)]);
  secret = String(listener.ready["secret"]);
  expect(listener.ready["forward_to"]).toBe(`payment.*=http://127.0.0.1:${receiver.port}/hooks/payments`);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), wait);
});

test("a webhook that is signed by hand is verified, and one that is not genuine is said why", async () => {
  const machine = createMachine();
  await machine.startSandbox();
  await machine.run(["trigger", "payment.created"]);
  const [event] = JSON.parse((await machine.run(["events", "list", "--json"])).stdout) as { id: string }[];
  const body = join(machine.home, "body.json");
  const headers = join(machine.home, "headers.txt");
  writeFileSync(body, JSON.stringify(event));
  const signed = await machine.run(["webhooks", "sign", "--payload", body, "--id", event!.id]);
  writeFileSync(headers, signed.stdout);
  const args = ["webhooks", "verify", "--payload", body, "--headers-file", headers];
  expect(await machine.run(args)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✓/) as string });
  const wrong = await machine.run([...args, "--secret", `whsec_${Buffer.alloc(32, 5).toString("base64")}`, "--json"]);
  expect([wrong.exitCode, parse(wrong.stdout)["reason"]]).toEqual([1, "wrong_secret"]);
  const old = await machine.run([...args, "--now", String(Math.floor(Date.now() / 1000) + 400)]);
  expect(old).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("timestamp_too_old") as string });
  writeFileSync(body, JSON.stringify(event).replace("2000", "9000"));
  const altered = await machine.run(args);
  expect(altered).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("altered_body") as string });
  expect(altered.stdout).toMatch(/sent ".*2000.*", received ".*9000.*"/);
});
