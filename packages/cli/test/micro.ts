import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { execa } from "execa";
import { onTestFinished, vi } from "vitest";

import { openSandbox } from "../src/sandbox/open.ts";

/** The built command, as it is installed. */
export const bin = join(import.meta.dirname, "..", "bin", "micro.js");

/** A line of `--format json`, or the JSON of a result. */
export type Json = Record<string, unknown>;

/** Settings of the real user must not reach into a test. */
const unset = {
  MICRO_API_KEY: undefined,
  MICRO_API_BASE: undefined,
  MICRO_PROFILE: undefined,
  MICRO_CONFIG: undefined,
};

/** A machine of its own: a home and a data folder that nobody else uses, removed at the end of the test. */
export function createMachine(program = bin) {
  const home = mkdtempSync(join(tmpdir(), "micro-cli-"));
  const dataDir = join(home, "data", "micro");
  const env = {
    ...unset,
    HOME: home,
    USERPROFILE: home,
    MICRO_DATA_DIR: dataDir,
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
  };
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

  const spawn = (args: readonly string[], more: Record<string, string> = {}) => {
    const child = execa(process.execPath, [program, ...args], {
      env: { ...env, ...more },
      reject: false,
      buffer: true,
      stdin: "ignore",
      forceKillAfterDelay: 2_000,
    });
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await child;
    });
    return child;
  };

  return {
    home,
    dataDir,
    env,
    configFile: join(home, ".micro.yaml"),
    runtimeFile: join(dataDir, "sandbox.json"),
    spawn,

    /** Runs a command to its end. */
    async run(args: readonly string[], more: { input?: string; env?: Record<string, string> } = {}) {
      const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
        env: { ...env, ...more.env },
        reject: false,
        ...(more.input === undefined ? { stdin: "ignore" } : { input: more.input }),
      });
      return { exitCode, stdout, stderr };
    },

    /** Runs a sandbox in the test's own process, which the commands find as any other. */
    async openSandbox() {
      const sandbox = await openSandbox({ dataDir, preferredPort: 0, port: 0 });
      onTestFinished(() => sandbox.close());
      // The log is opened in the background, and must find its folder.
      await vi.waitFor(() => statSync(join(dataDir, "sandbox.log")), { timeout: 15_000 });
      return sandbox;
    },

    /** Starts a sandbox and waits until it says where it is. */
    async startSandbox(args: readonly string[] = ["--port", "0"]) {
      const child = spawn(["sandbox", "start", ...args]);
      const file = join(dataDir, "sandbox.json");
      const ended = child.then(({ stderr }) => {
        throw new Error(`The sandbox did not start: ${stderr}`);
      });
      const runtime = await Promise.race([vi.waitFor(() => readRuntime(file, child.pid), { timeout: 20_000 }), ended]);
      return { child, ...runtime };
    },

    /** Starts to listen, and waits until it is ready. */
    async listen(args: readonly string[] = []) {
      const child = spawn(["listen", "--format", "json", ...args]);
      const lines: Json[] = [];
      createInterface(child.stdout).on("line", (line) => lines.push(parse(line)));
      await vi.waitFor(() => assertSome(lines, "ready"), { timeout: 15_000 });
      const ofType = (type: string) => lines.filter((line) => line["type"] === type);
      return { child, lines, ofType, ready: lines[0] ?? {} };
    },
  };
}

/** Parses one JSON object. */
export function parse(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null) return { ...value };
  throw new Error(`This is no JSON object: ${text}`);
}

function readRuntime(file: string, pid: number | undefined): { url: string; apiKey: string } {
  if (!existsSync(file)) throw new Error("The sandbox has not said where it is.");
  const { url, api_key: key, pid: actual } = parse(readFileSync(file, "utf8"));
  if (actual !== pid) throw new Error("Another process's sandbox.");
  return { url: String(url), apiKey: String(key) };
}

function assertSome(lines: readonly Json[], type: string): void {
  if (!lines.some((line) => line["type"] === type)) throw new Error(`There was no line of type ${type}.`);
}
