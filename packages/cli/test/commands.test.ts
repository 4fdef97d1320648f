import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { createClient } from "@micro/sdk";
import { expect, test, vi } from "vitest";

import { contractCommands, writtenCommands } from "./every-command/commands.ts";
import { createMachine, parse } from "./micro.ts";
import { normalise } from "./normalise.ts";

const jsonLines = (stdout: string) => stdout.split("\n").filter(Boolean).map(parseAny);
const parseAny = (line: string): unknown => JSON.parse(line);

test("the first page names every command, and every resource of the API", async () => {
  const { stdout, exitCode } = await createMachine().run([]);
  expect(exitCode).toBe(0);
  for (const { name } of [...writtenCommands(), ...contractCommands()]) {
    if (!name.startsWith("__")) expect(stdout).toContain(name.split(" ")[0]);
  }
});

test("help shows a command's own flag where a common one has the same name", async () => {
  const { stdout } = await createMachine().run(["sandbox", "start", "--help"]);
  expect(stdout).toContain("<options: sandbox|production>");
  expect(stdout).not.toContain("profile to use");
});

test.for([
  [["payment_intents", "create", "--amount", "2000", "--currency", "usd", "--metadata", "order=7", "--dry-run"]],
  [["post", "/payments/payment_intents", "-d", "amount=500", "-d", "currency=eur", "--dry-run"]],
  [["get", "/payments/payment_intents", "-d", "limit=3", "-d", "status=succeeded", "--dry-run"]],
] as const)("what would be sent is shown as it was meant: %j", async ([args]) => {
  const machine = createMachine();
  const { exitCode, stdout, stderr } = await machine.run(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(normalise(stdout, machine)).toMatchSnapshot();
});

test("what has an id of its own choice is made with it", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const made = await machine.run(["products", "create", "--id", "tea", "--name", "Tea"]);
  expect([made.exitCode, parse(made.stdout)]).toEqual([0, expect.objectContaining({ id: "tea", name: "Tea" })]);
  expect(parse((await machine.run(["products", "get", "tea"])).stdout)).toEqual(parse(made.stdout));
  const { stdout: help } = await machine.run(["prices", "create", "--help"]);
  expect(help.replaceAll(/\s+/g, " ")).toContain("up_to: null; keys:");
});

test("a request of the API: sent, answered, replayed, and refused with its own exit code", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const create = ["post", "payments/payment_intents", "-d", "amount=500", "-d", "currency=usd", "--idempotency", "k1"];
  const first = await machine.run([...create, "--json"]);
  const again = await machine.run([...create, "--json", "--show-headers"]);
  expect(parse(again.stdout)).toMatchObject({ body: { id: parse(first.stdout)["id"] } });
  expect(again.stdout).toContain('"idempotent-replayed":"true"');
  const refused = await machine.run(["get", "/payments/payment_intents/pi_none"]);
  expect(refused).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: expect.stringMatching(/no payment intent/) as string,
  });
  const declined = await machine.run([
    "payment_intents",
    "create",
    "--amount",
    "5",
    "--currency",
    "usd",
    "--confirm",
    "--payment-method",
    "pm_none",
    "--json",
  ]);
  expect(declined.exitCode).toBe(1);
  expect(parse(declined.stdout)).toMatchObject({ error: { code: "amount_too_small" } });
  const unasked = await machine.run(["delete", "/webhooks/endpoints/we_none"]);
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/--yes/) as string });
});

test.for([
  ["error", "was answered 500 internal_error"],
  ["reset", "lost its connection"],
])("a fault of the effect %s shows in a command that gets over it, and in the log", async ([effect, outcome]) => {
  const machine = createMachine();
  const { url, apiKey } = await machine.openSandbox();
  await using client = createClient({ baseUrl: url, apiKey });
  const rule = { effect: effect as "error" | "reset", operation: "payment_intents.create" } as const;
  const { id } = await client.faults.create({ ...rule, times: 1 });
  const create = ["payment_intents", "create", "--amount", "2000", "--currency", "usd", "--json"];
  const { exitCode, stdout, stderr } = await machine.run(create);
  const told = `POST /payments/payment_intents ${outcome} by the fault ${id}, and is sent again.`;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: told });
  expect(parse(stdout)).toMatchObject({ object: "payment_intent" });
  const tail = machine.spawn(["logs", "tail", "--last", "5"]);
  let received = "";
  tail.stdout.on("data", (chunk: Buffer) => (received += chunk.toString()));
  await vi.waitFor(() => expect(received).toContain(id), { timeout: 15_000 });
  tail.kill("SIGINT");
  await tail;
  await client.faults.create({ ...rule, times: 2 });
  expect(await machine.run(create)).toMatchObject({ exitCode: 1 });
});

test("wait sees what happens, and what happened; it fails when nothing does", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  await machine.run(["trigger", "payment.created", "--override", "amount=777"]);
  const args = ["wait", "--event", "payment.*", "--match", "amount=777", "--json"];
  const seen = await machine.run([...args, "--after", "0"]);
  expect(parse(seen.stdout)).toMatchObject({ type: "payment.created" });
  const late = await machine.run([...args, "--timeout", "300ms"]);
  expect(late.exitCode).toBe(1);
  expect(parse(late.stdout)).toMatchObject({ error: { message: expect.stringMatching(/within 0\.3 s/) as string } });
});

test("logs tail and events tail print a line of JSON for each thing, and end with 130 at ^C", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  await machine.run(["trigger", "payment.created"]);
  for (const args of [
    ["logs", "tail", "--last", "5", "--path", "/payments/*", "--json"],
    ["events", "tail", "--after", "0", "--json"],
  ]) {
    const child = machine.spawn(args);
    let received = "";
    child.stdout.on("data", (chunk: Buffer) => (received += chunk.toString()));
    await vi.waitFor(() => expect(received).toContain("\n"), { timeout: 15_000 });
    child.kill("SIGINT");
    const { exitCode, stderr } = await child;
    if (process.platform !== "win32") expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "" });
    expect(jsonLines(received).length).toBeGreaterThan(0);
  }
});

test("trigger: existing objects, repeated, waited for in vain", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const made = await machine.run(["payment_intents", "create", "--amount", "900", "--currency", "usd", "--json"]);
  const id = String(parse(made.stdout)["id"]);
  const used = await machine.run(["trigger", "payment.succeeded", "--use", `payment_intent=${id}`, "--json"]);
  expect(parse(used.stdout)).toMatchObject({ steps: [{ id }, { id }] });
  const many = await machine.run(["trigger", "payment.created", "--repeat", "3", "--remove", "description", "--json"]);
  expect(jsonLines(many.stdout)).toHaveLength(3);
  const alone = await machine.run(["trigger", "payment.created", "--wait", "--timeout", "200ms"]);
  expect(alone).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/nobody received it/) as string });
  const misspelt = await machine.run(["trigger", "payment.created", "--use", "payment_intnt=x"]);
  expect(misspelt).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/Did you mean `payment_intent`/) as string,
  });
});

test("fixtures make, keep ids, and take back; a fault is found before the first call", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const [file, env] = [join(machine.home, "shop.yaml"), join(machine.home, ".env")];
  writeFileSync(
    file,
    `fixtures:
  - name: pay
    operation: payment_intents.create
    params: { amount: 500, currency: usd, metadata: { at: "\${now}", who: "\${env:WHO|nobody}" } }
`,
  );
  const made = await machine.run(["fixtures", file, "--env", env, "--json"]);
  const { env: ids } = parse(made.stdout);
  expect(ids).toEqual({ PAY_ID: expect.stringMatching(/^pi_/) as string });
  const back = await machine.run(["fixtures", file, "--env", env, "--clean-up", "--json"]);
  expect(parse(back.stdout)).toMatchObject({ cleaned: [{ name: "pay", did: "cancel" }] });
  writeFileSync(file, "fixtures:\n  - name: a\n    operation: nope.create\n");
  expect(await machine.run(["fixtures", file])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/Nothing was called/) as string,
  });
  writeFileSync(file, "fixtures: [\n");
  expect((await machine.run(["fixtures", file])).stderr).toMatch(/shop\.yaml, line \d/);
});

test("the version is told with that of Node and of the system, as it is to a program", async () => {
  const machine = createMachine();
  const { version } = parse((await machine.run(["version", "--json"])).stdout);
  const { node } = process.versions;
  expect((await machine.run(["version"])).stdout.trim()).toBe(
    `micro ${String(version)}, Node ${node}, ${process.platform} ${process.arch}`,
  );
});

test("doctor finds a damaged file and says how to mend it", async () => {
  const machine = createMachine();
  writeFileSync(machine.configFile, "api_key: [\n");
  const { exitCode, stdout } = await machine.run(["doctor", "--json"]);
  expect(exitCode).toBe(1);
  expect(parse(stdout)).toMatchObject({ healthy: false });
  expect((await machine.run(["config", "path"])).stdout).toBe(machine.configFile);
});

test("a key that no request could carry is refused, and one that stands in the file can be taken out", async () => {
  const machine = createMachine();
  const set = await machine.run(["config", "set", "api_key", "sk_test_…", "-p", "staging"]);
  expect(set).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Copy the key again") as string });
  expect(await machine.run(["config", "set", "gateway_url", "ftp://x"])).toMatchObject({ exitCode: 2 });
  expect((await machine.run(["config", "list"])).stdout).not.toContain("staging");
  const broken = "api_key: sk_test_…\ngateway_url: ftp://x\nprofiles:\n  staging:\n    api_key: sk_test_…\n";
  writeFileSync(machine.configFile, broken);
  expect(await machine.run(["sandbox", "status"])).toMatchObject({ exitCode: 1, stderr: "" });
  expect(await machine.run(["config", "get", "api_key"])).toMatchObject({ exitCode: 0, stdout: "sk_test_…" });
  expect(await machine.run(["config", "unset", "api_key", "-p", "staging"])).toMatchObject({ exitCode: 0 });
  expect(await machine.run(["config", "unset", "gateway_url"])).toMatchObject({ exitCode: 0 });
  expect(await machine.run(["logout"])).toMatchObject({ exitCode: 0 });
  expect((await machine.run(["config", "list"])).stdout).not.toContain("sk_test");
});

test("where the file names a sandbox that is gone, doctor and listen say which one runs and the way back", async () => {
  const machine = createMachine();
  const { url } = await machine.openSandbox();
  writeFileSync(machine.configFile, "gateway_url: http://127.0.0.1:9\n");
  const doctor = await machine.run(["doctor", "--json"]);
  const message = `None answers at http://127.0.0.1:9 (~/.micro.yaml); the one of ~/data/micro runs at ${url}.`;
  const hint = "micro config unset gateway_url leads back to that one.";
  expect(doctor.exitCode).toBe(1);
  expect(parse(doctor.stdout)["findings"]).toContainEqual({ name: "sandbox", verdict: "problem", message, hint });
  const listen = await machine.run(["listen", "--json"]);
  expect({ ...listen, stdout: parse(listen.stdout) }).toMatchObject({
    exitCode: 1,
    stdout: { error: { message, hint } },
  });
});

test("a snapshot is found by its name, of several the newest, and by its id", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const payments = async () => {
    const { stdout } = await machine.run(["payment_intents", "list", "--json"]);
    return (JSON.parse(stdout) as { data: unknown[] }).data.length;
  };
  const first = parse((await machine.run(["snapshot", "save", "before", "--json"])).stdout);
  await machine.run(["trigger", "payment.created"]);
  const second = parse((await machine.run(["snapshot", "save", "before", "--json"])).stdout);
  await machine.run(["trigger", "payment.created"]);
  expect((await machine.run(["snapshot", "restore", "before"])).stdout).toContain(String(second["id"]));
  expect(await payments()).toBe(1);
  await machine.run(["snapshot", "restore", String(first["id"])]);
  expect(await payments()).toBe(0);
  expect(await machine.run(["snapshot", "restore", "behind"])).toMatchObject({
    exitCode: 1,
    stderr: 'Error: There is no snapshot "behind".\n  → micro snapshot list shows all.',
  });
  expect((await machine.run(["snapshot", "restore", "befor"])).stderr).toContain("Did you mean before?");
});

test("what would be sent to nobody, and a time that is over, say what to do", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  await machine.run(["trigger", "payment.created"]);
  expect(await machine.run(["events", "resend", "--last"])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("Start micro listen --forward-to URL first") as string,
  });
  expect(await machine.run(["events", "resend", "--failed", "--since", "1h"])).toMatchObject({ exitCode: 0 });
  expect((await machine.run(["clock", "set", "2020-01-01T00:00:00Z"])).stderr).toContain(
    "Restore a snapshot, or reset it",
  );
  const signed = await machine.run(["webhooks", "sign", "--payload", "none.json"]);
  expect(signed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("→ Give the name of a file") as string });
});

test.for([
  ["replay"],
  ["snapshot", "import"],
  ["fixtures"],
  ["faults", "load"],
  ["ledger", "import", "--format", "table"],
  ["webhooks", "sign", "--payload"],
])("%j says where there is no such file", async (command) => {
  const machine = createMachine();
  await machine.openSandbox();
  const { exitCode, stderr } = await machine.run([...command, "none.json"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/There is no file none\.json\.\n  → /) as string,
  });
});

test("completion knows commands, flags and values", async () => {
  const machine = createMachine();
  const ask = async (...words: string[]) => {
    const { stdout } = await machine.run(["__complete", "--", ...words]);
    return stdout.split("\n").map((line) => line.split("\t")[0]);
  };
  expect(await ask("sandbox", "st")).toEqual(["start", "status", "stop"]);
  expect(await ask("payment_intents", "create", "--curr")).toEqual(["--currency"]);
  expect(await ask("payment_intents", "create", "--currency", "e")).toEqual(["eur", "eth"]);
  expect(await ask("trigger", "payment.succ")).toEqual(["payment.succeeded"]);
  expect(await ask("events", "list", "--type", "payment.succ")).toEqual(["payment.succeeded"]);
  expect(await ask("webhooks", "attempts", "--")).toEqual(expect.arrayContaining(["--diff", "--limit"]));
});

test("completion knows profiles and what is in the sandbox, and is silent where neither is there", async () => {
  const machine = createMachine();
  const ask = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await machine.run(["__complete", "--", ...words]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    return stdout === "" ? [] : stdout.split("\n").map((line) => line.split("\t")[0]);
  };
  expect(await ask("whoami", "-p", "")).toEqual(["default"]);
  expect(await ask("-p", "")).toEqual(["default"]);
  expect(await ask("snapshot", "restore", "")).toEqual([]);
  writeFileSync(machine.configFile, "profiles:\n  staging:\n    email: a@example.test\n");
  expect(await ask("whoami", "--profile", "st")).toEqual(["staging"]);
  const { url, apiKey } = await machine.openSandbox();
  await using client = createClient({ baseUrl: url, apiKey });
  await client.snapshots.save({ name: "before" });
  const { id: endpoint } = await client.webhookEndpoints.create({ url: "http://127.0.0.1:1/hook" });
  const { id: intent } = await client.paymentIntents.create({ amount: 500, currency: "usd" });
  expect(await ask("snapshot", "restore", "")).toEqual(["before"]);
  expect(await ask("snapshot", "restore", "before", "")).toEqual([]);
  expect(await ask("webhooks", "endpoints", "get", "we_")).toEqual([endpoint]);
  expect(await ask("events", "resend", "--last", "--endpoint", "")).toEqual([endpoint]);
  expect(await ask("payment_intents", "confirm", "--off-session", "")).toEqual([intent]);
  expect(await ask("snapshot", "restore", "--api-base", "http://127.0.0.1:9", "")).toEqual([]);
  writeFileSync(machine.configFile, "api_key: [\n");
  expect(await ask("whoami", "-p", "")).toEqual([]);
  expect(await ask("snapshot", "restore", "")).toEqual([]);
});

test("an editor that is not there, and none without a terminal, are told apart from one that failed", async () => {
  const machine = createMachine();
  const edit = async (EDITOR: string) =>
    (await machine.run(["config", "edit"], { env: { EDITOR, VISUAL: "" } })).stderr;
  expect(await edit("/no/such/editor --wait")).toContain('"/no/such/editor --wait" cannot be started (ENOENT).');
  expect(await edit("false")).toContain('"false" ended with 1.');
  expect(await edit("")).toContain("There is no terminal for an editor.");
});

test("an argument that is too much is named", async () => {
  const machine = createMachine();
  const extra = await machine.run(["events", "list", "payment.succeeded", "x"]);
  expect(extra).toMatchObject({ exitCode: 2, stdout: "" });
  expect(extra.stderr).toContain('Error: "payment.succeeded" and "x" are too much here.');
});

test("close typing is told what may be meant, also inside of a resource", async () => {
  const machine = createMachine();
  expect((await machine.run(["lisen"])).stderr).toMatch(/micro listen/);
  expect((await machine.run(["payment_intents", "creat"])).stderr).toMatch(/micro payment_intents create/);
  const json = await machine.run(["payment_intents", "creat", "--json"]);
  expect(json).toMatchObject({ exitCode: 2, stderr: "" });
  expect(parse(json.stdout)).toMatchObject({ error: { hint: expect.stringContaining("create") as string } });
});
