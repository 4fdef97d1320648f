import { createClient } from "@micro/sdk";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { openSandbox } from "../../src/sandbox/open.ts";
import { createMachine } from "../micro.ts";
import { normalise } from "../normalise.ts";
import type { CommandCase, Scene } from "./case.ts";
import { casesOfApi } from "./cases-of-api.ts";
import { casesOfEvents } from "./cases-of-events.ts";
import { casesOfMachine } from "./cases-of-machine.ts";
import { casesOfWebhooks } from "./cases-of-webhooks.ts";
import { writtenCommands } from "./commands.ts";

/** One case for each command that is written; those that the contract gives are tested out of it. */
const cases: Readonly<Record<string, CommandCase>> = {
  ...casesOfMachine,
  ...casesOfEvents,
  ...casesOfApi,
  ...casesOfWebhooks,
};

test("every command has a case, and every case a command", () => {
  const names = writtenCommands().map(({ name }) => name);
  expect(Object.keys(cases).toSorted()).toEqual(names.toSorted());
});

describe("every command prints text for people, JSON for programs, and leaves its exit code", () => {
  test.for(Object.keys(cases).toSorted())("micro %s", async (name) => {
    const tested = cases[name] ?? {};
    const text = await perform(name, tested, []);
    expect(text.exitCode).toBe(exitCodeOf(tested));
    expect(text.shown).toMatchSnapshot("text");
    if (tested.json === null) return;
    const json = await perform(name, tested, tested.json ?? ["--json"]);
    expect(json.exitCode).toBe(exitCodeOf(tested));
    expect(json.values.length).toBeGreaterThan(0);
    expect(json.shown).toMatchSnapshot("json");
  });
});

const exitCodeOf = ({ exitCode = 0, stopAt }: CommandCase) =>
  stopAt === undefined || process.platform === "win32" ? exitCode : 130;

/** Runs a case on a machine of its own. */
async function perform(name: string, tested: CommandCase, more: readonly string[]) {
  const scene = await openScene(tested);
  const { machine } = scene;
  const { args = [], input, env = {} } = tested;
  const own = typeof args === "function" ? await args(scene) : args;
  const words = [...name.split(" "), ...withoutOverridden(own, more), ...more];
  const { exitCode, stdout, stderr } =
    tested.stopAt === undefined
      ? await machine.run(words, { env: { ...env }, ...(input !== undefined && { input }) })
      : await runUntil(machine, words, tested.stopAt);
  // Every line is JSON, or this throws.
  const values = more.length === 0 || stdout === "" ? [] : stdout.split("\n").map((line) => parseLine(line));
  const printed = more.length === 0 ? stdout : values.map((value) => JSON.stringify(value)).join("\n");
  const kept = tested.only === undefined ? printed : (printed.match(tested.only) ?? []).join("\n");
  return { exitCode, values, shown: { stdout: normalise(kept, machine), stderr: normalise(stderr, machine) } };
}

/** The fields of what the API answers are the contract's, and proven there: here it counts that it is passed on. */
function parseLine(line: string): unknown {
  return JSON.parse(line, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !("object" in value)) return value;
    return typeof value.object === "string" ? `<${value.object}>` : value;
  });
}

/** The first of two `--format` would be refused. */
const withoutOverridden = (args: readonly string[], [flag]: readonly string[]) => {
  const index = flag === undefined ? -1 : args.indexOf(flag);
  return index === -1 ? args : args.toSpliced(index, 2);
};

async function openScene({ sandbox }: CommandCase): Promise<Scene> {
  const machine = createMachine();
  const open = async () => {
    if (sandbox === "process") return machine.startSandbox(["--port", "0", "--memory"]);
    const { dataDir } = machine;
    const own = await openSandbox({ dataDir, preferredPort: 0, port: 0, memory: true, seed: "every command" });
    onTestFinished(() => own.close());
    return own;
  };
  const { url, apiKey } = sandbox === "none" ? { url: "http://127.0.0.1:9", apiKey: "none" } : await open();
  const client = createClient({ baseUrl: url, apiKey });
  onTestFinished(() => client.close());
  return { machine, client };
}

async function runUntil({ spawn }: Scene["machine"], words: readonly string[], stopAt: CommandCase["stopAt"]) {
  const child = spawn(words);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const isReady = () => expect(stopAt === "result" ? stdout : stdout + stderr).toMatch(/\n/);
  await vi.waitFor(isReady, { timeout: 15_000, interval: 20 });
  child.kill("SIGINT");
  const { exitCode } = await child;
  return { exitCode, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
}
