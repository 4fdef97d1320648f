import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { execa } from "execa";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { bin, createMachine, parse } from "./micro.ts";
import { startReceiver } from "./receiver.ts";

const wait = { timeout: 15_000 };
/** Runs `code` in Node, in the sandbox of `micro exec`. */
const node = (code: string) => ["--", process.execPath, "--input-type=module", "-e", code];
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Calls the API as any program would. */
const call = `
  const { MICRO_API_BASE: base, MICRO_API_KEY: key } = process.env;
  const call = (path, body) =>
    fetch(base + path, {
      method: body ? "POST" : "GET",
      headers: { authorization: "Bearer " + key, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    }).then((answer) => answer.json());
`;

describe("micro exec", () => {
  test("ends with the exit code of the command, and says what happened", async () => {
    const machine = createMachine();
    const { exitCode, stdout, stderr } = await machine.run([
      "exec",
      ...node(`${call}
        await call("/payments/payment_intents", { amount: 500, currency: "usd" });
        await call("/payments/payment_intents", { amount: -1, currency: "usd" });
        console.log("mine");
        process.exit(7);`),
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: "mine" });
    expect(stderr).toMatch(/exit 7 after .* · 2 requests \(1 refused\) · 1 event · 0 deliveries/);
    expect(stderr).toMatch(/400 \S+ {2}POST \/payments\/payment_intents/);
  });

  test("reads nothing of standard input itself", async () => {
    const code = "process.stdin.pipe(process.stdout)";
    const { stdout } = await createMachine().run(["exec", ...node(code)], { input: "to the command" });
    expect(stdout).toBe("to the command");
  });

  test("tells the command where the sandbox is, also by the names of Stripe's clients", async () => {
    const { stdout } = await createMachine().run([
      "exec",
      ...node(`${call}
        const { MICRO_API_BASE, MICRO_API_KEY, MICRO_WEBHOOK_SECRET, MICRO_INSTANCE_ID } = process.env;
        const { STRIPE_API_BASE, STRIPE_API_KEY, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_PORT } = process.env;
        console.log(JSON.stringify({
          same: STRIPE_API_BASE === MICRO_API_BASE && STRIPE_API_KEY === MICRO_API_KEY &&
            STRIPE_SECRET_KEY === MICRO_API_KEY && STRIPE_WEBHOOK_SECRET === MICRO_WEBHOOK_SECRET,
          port: new URL(MICRO_API_BASE).port === STRIPE_API_PORT,
          secret: MICRO_WEBHOOK_SECRET.startsWith("whsec_"),
          instance: (await call("/health")).instance_id === MICRO_INSTANCE_ID,
        }));`),
    ]);
    expect(parse(stdout)).toEqual({ same: true, port: true, secret: true, instance: true });
  });

  test("leaves nothing behind: no process, no port, no file", async () => {
    const machine = createMachine();
    const before = readdirSync(machine.home);
    const { stdout } = await machine.run(["exec", "--", "sh", "-c", 'sleep 300 & echo "$! $MICRO_API_BASE"']);
    const [pid, url = ""] = stdout.split(" ");
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), wait);
    await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
    expect(readdirSync(machine.home)).toEqual(before);
  });

  test("with one seed, a clock that stands and the same calls everything repeats", async () => {
    const machine = createMachine();
    const args = ["exec", "--seed", "s", "--clock", "2027-01-15T08:00:00Z"];
    const code = `${call} console.log(JSON.stringify(await call("/payments/payment_intents", { amount: 500, currency: "usd" })))`;
    const [first, second] = [await machine.run([...args, ...node(code)]), await machine.run([...args, ...node(code)])];
    expect(parse(first.stdout)).toMatchObject({ amount: 500, created: 1_800_000_000 });
    expect(second.stdout).toBe(first.stdout);
    expect(first.stderr).toContain("--seed s");
  });

  test("makes fixtures first, and names their ids to the command", async () => {
    const machine = createMachine();
    const file = join(machine.home, "shop.yaml");
    writeFileSync(file, "- name: ada\n  operation: customers.create\n  params: { email: ada@example.com }\n");
    const code = `${call} console.log((await call("/payments/customers/" + process.env.ADA_ID)).email)`;
    const { stdout } = await machine.run(["exec", "--fixtures", file, ...node(code)]);
    expect(stdout).toBe("ada@example.com");
  });

  test("delivers events, signed with the secret that the command is told", async () => {
    const secret = Promise.withResolvers<string>();
    let known = "";
    const answer = async () => {
      known = await secret.promise;
      return 200;
    };
    const receiver = await startReceiver(() => known, { answer });
    const child = createMachine().spawn([
      "exec",
      "--forward-to",
      receiver.url,
      ...node(`${call}
        console.log(process.env.MICRO_WEBHOOK_SECRET);
        await call("/payments/payment_intents", { amount: 500, currency: "usd" });
        for (let delivered = false; !delivered;) {
          const { data } = await call("/webhooks/deliveries");
          delivered = data[0]?.status === "succeeded";
        }`),
    ]);
    child.stdout.once("data", (chunk: Buffer) => secret.resolve(chunk.toString().trim()));
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/1 event · 1 delivery$/m);
    expect(receiver.count()).toBe(1);
  });

  test("speaks the version of Stripe's API that it is told, in answers and in events", async () => {
    // Stripe's signature is none that it knows; what was sent is kept all the same.
    const receiver = await startReceiver(() => `whsec_${btoa("another")}`);
    const { exitCode, stdout } = await createMachine().run([
      "exec",
      "--forward-to",
      receiver.url,
      "--stripe",
      "--stripe-version",
      "2024-06-20",
      ...node(`${call}
        const body = new URLSearchParams({ name: "Ada" });
        const made = await fetch(base + "/v1/customers", { method: "POST", headers: { authorization: "Bearer " + key }, body });
        console.log(made.headers.get("stripe-version"));
        for (let attempted = false; !attempted;) {
          const { data } = await call("/webhooks/deliveries");
          attempted = data[0]?.attempt_count > 0;
        }`),
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "2024-06-20" });
    expect(receiver.bodies.map((body) => parse(body)["api_version"])).toContain("2024-06-20");
  });

  test("keeps the data where it is asked to, for a sandbox that is started on it", async () => {
    const machine = createMachine();
    const code = `${call} console.log((await call("/payments/customers", { email: "ada@example.com" })).id)`;
    const { stdout, stderr } = await machine.run(["exec", "--keep", ...node(code)], { env: { TMPDIR: machine.home } });
    const [, kept = ""] = /--data-dir (\S+)/.exec(stderr) ?? [];
    const folder = kept.replace("~", machine.home);
    expect(existsSync(join(folder, "sandbox.db"))).toBe(true);
    const again = machine.spawn(["sandbox", "start", "--port", "0", "--data-dir", folder]);
    await vi.waitFor(() => expect(existsSync(join(folder, "sandbox.json"))).toBe(true), wait);
    const read = await machine.run(["customers", "get", stdout, "--data-dir", folder]);
    expect(read.stdout).toContain("ada@example.com");
    again.kill("SIGTERM");
    await again;
  });
});

describe("a report", () => {
  test("as JSON has what happened, and as JUnit a case for the command", async () => {
    const machine = createMachine();
    const [json, xml] = [join(machine.home, "r.json"), join(machine.home, "r.xml")];
    const args = ["exec", "--seed", "1", "--report", "junit", xml, "--report", "json", json];
    const code = `${call} await call("/payments/payment_intents", { amount: 500, currency: "usd" }); process.exit(3)`;
    expect((await machine.run([...args, ...node(code)])).exitCode).toBe(3);
    expect(parse(readFileSync(json, "utf8"))).toMatchObject({
      object: "exec_result",
      exit_code: 3,
      seed: "1",
      requests: { total: 1, failed: 0 },
      events: { total: 1, by_type: { "payment.created": 1 } },
      books: { balanced: true },
    });
    const report = readFileSync(xml, "utf8");
    expect(report).toMatch(/<testsuites tests="2" failures="1"/);
    expect(report).toContain("The command ended with 3.");
    // What a parser of its own says.
    const checked = spawnSync("python3", ["-c", "import sys,xml.dom.minidom as m; m.parse(sys.argv[1])", xml]);
    if (checked.error === undefined) expect(checked.stderr.toString()).toBe("");
  });

  test.for([
    [["exec", "--report", "junit", "--", "true"], /--report junit has no file/],
    [["exec", "--report", "junit", "/no/such/folder/r.xml", "--", "true"], /cannot be written/],
    [["exec", "--report", "text", "r", "--", "true"], /Expected --report=text/],
    [["exec", "stray", "--", "true"], /"stray" belongs to no flag/],
    [["exec", "true"], /What is to be run\?/],
    [["exec", "npm", "--version"], /→ Put it after --/],
    [["exec", "--clock", "soon", "--", "true"], /--clock soon is not a time/],
    [["exec", "--clock", "2027-02-30", "--", "true"], /--clock 2027-02-30 is not a time/],
    [["exec", "--stripe", "--", "true"], /--forward-to/],
    [["exec", "--stripe-version", "newest", "--", "true"], /--stripe-version newest is not a version/],
    [["exec", "--fixtures", "/no/such/file", "--", "true"], /There is no file/],
  ] as const)("%j is refused before anything is run", async ([args, message]) => {
    const { exitCode, stdout, stderr } = await createMachine().run(args);
    expect(exitCode).toBeGreaterThan(0);
    expect({ stdout, summary: stderr.includes("exit 0") }).toEqual({ stdout: "", summary: false });
    expect(stderr).toMatch(message);
  });
});

describe.skipIf(process.platform === "win32")("exit codes", () => {
  test.for([
    ["a program that is not there", ["no-such-program"], 127],
    ["a file that is no program", ["/etc/passwd"], 126],
    ["a command that a signal ended", ["sh", "-c", "kill -KILL $$"], 137],
  ] as const)("%s", async ([, command, code]) => {
    expect((await createMachine().run(["exec", "--", ...command])).exitCode).toBe(code);
  });

  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends the command and all that it started, and gives %i", async ([name, code]) => {
    const child = createMachine().spawn(["exec", "--", "sh", "-c", "echo $$; sleep 300; true"]);
    const pid = await firstNumber(child.stdout);
    const sleeping = () => spawnSync("pgrep", ["-g", String(pid), "sleep"]).status === 0;
    await vi.waitFor(() => expect(sleeping()).toBe(true), wait);
    child.kill(name);
    expect((await child).exitCode).toBe(code);
    // What has ended is listed until somebody has collected it.
    await vi.waitFor(() => expect(sleeping()).toBe(false), wait);
  });

  test("a command that ends by itself at ^C gives its own code", async () => {
    const child = createMachine().spawn([
      "exec",
      ...node("process.on('SIGINT', () => process.exit(5)); console.log(process.pid); setInterval(() => {}, 1000)"),
    ]);
    await firstNumber(child.stdout);
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(5);
  });

  test("a second signal ends a command that does not listen", async () => {
    const child = createMachine().spawn([
      "exec",
      ...node("process.on('SIGTERM', () => console.log('no')); console.log(process.pid); setInterval(() => {}, 1000)"),
    ]);
    await firstNumber(child.stdout);
    child.kill("SIGTERM");
    await vi.waitFor(() => child.stdout.once("data", () => child.kill("SIGTERM")));
    expect((await child).exitCode).toBe(137);
  });

  test("runs with the network cut off", async ({ skip }) => {
    const home = mkdtempSync(join(import.meta.dirname, "..", "node_modules", ".exec-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const cut = ["-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
    if (spawnSync("unshare", [...cut, "true"]).status !== 0) skip("no unshare here");
    const code = `${call} console.log((await call("/health")).status)`;
    const { stdout, exitCode } = await execa("unshare", [...cut, process.execPath, bin, "exec", ...node(code)], {
      env: { HOME: home },
      reject: false,
    });
    expect({ stdout, exitCode }).toEqual({ stdout: "ok", exitCode: 0 });
  });
});

function firstNumber(stream: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve) => stream.once("data", (chunk: Buffer) => resolve(Number(chunk.toString().trim()))));
}

describe("a transcript", () => {
  const run = `${call}
    const intent = await call("/payments/payment_intents", { amount: 500, currency: "usd" });
    await call("/payments/payment_intents/" + intent.id + "/confirm", { payment_method: "pm_card_visa" });
    await call("/payments/payment_intents", { amount: -1, currency: "usd" });
    await call("/sandbox/clock/advance", { seconds: 86400 });
    await call("/payments/balance");`;

  test("is replayed with the same answers, and without its seed the first difference is told", async () => {
    const machine = createMachine();
    const file = join(machine.home, "run.json");
    expect((await machine.run(["exec", "--record", file, ...node(run)])).exitCode).toBe(0);
    const same = await machine.run(["replay", file]);
    expect(same).toMatchObject({ exitCode: 0, stdout: "✓ 5 calls, each answered as before." });

    const transcript = parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...transcript, seed: "another" }));
    const { exitCode, stdout } = await machine.run(["replay", file, "--json"]);
    expect(exitCode).toBe(1);
    expect(parse(stdout)).toMatchObject({ calls: 5, difference: { call: 1, at: "id" } });
  });

  test("is written by a sandbox that others call, when it stops", async () => {
    const machine = createMachine();
    const file = join(machine.home, "run.json");
    const { child } = await machine.startSandbox(["--port", "0", "--memory", "--record", file]);
    for (const amount of ["500", "700"]) {
      await machine.run(["post", "/payments/payment_intents", "-d", `amount=${amount}`, "-d", "currency=usd"]);
    }
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(130);
    const same = await machine.run(["replay", file]);
    expect(same).toMatchObject({ exitCode: 0, stdout: "✓ 2 calls, each answered as before." });
    for (const flags of [[], ["--memory", "--detach"], ["--memory", "--port", "0"]]) {
      const nowhere = join(machine.home, "none", "run.json");
      const { exitCode, stdout } = await machine.run(["sandbox", "start", "--record", nowhere, ...flags]);
      expect({ exitCode: exitCode !== 0, stdout }).toEqual({ exitCode: true, stdout: "" });
    }
  });

  test("what is none is refused", async () => {
    const machine = createMachine();
    const file = join(machine.home, "none.json");
    for (const text of ["{", "[]", '{"object":"transcript"}']) {
      writeFileSync(file, text);
      expect(await machine.run(["replay", file])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/is not a transcript/) as string,
      });
    }
  });
});
