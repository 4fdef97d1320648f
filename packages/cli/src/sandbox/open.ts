import { existsSync } from "node:fs";

import type { SandboxStartError, StartErrorCode } from "@micro/sandbox";

import { Abort, UsageError } from "../abort.ts";
import { dataDirFlag, shortPath } from "../config/paths.ts";
import type { ServerOptions } from "../start-flags.ts";
import { findRunning } from "./find.ts";
import { databaseFile, logFile, makeFolder, unwritableFolder } from "./folder.ts";
import { removeRuntime, writeRuntime, type Runtime } from "./runtime.ts";

const portAttemptsMax = 20;
const portMax = 65_535;

const hints: Record<StartErrorCode, string> = {
  port_in_use: "Choose another one with --port, or any free one with --port 0.",
  port_forbidden: "Choose one above 1023 with --port, or any free one with --port 0.",
  host_not_allowed: "Add --allow-remote: then every route needs a key. Or leave --host out.",
  host_unusable: "Choose an address of this machine with --host, such as 0.0.0.0 for all of them.",
  origin_invalid: "Give it as a browser writes it, such as --cors-origin http://localhost:3000.",
  file_in_use: "Stop the other sandbox, or give this one a folder of its own with --data-dir.",
  file_newer: "Install the newer micro, or choose another folder with --data-dir.",
  file_damaged: "Move the file away, or choose another folder with --data-dir.",
  folder_unwritable: "Make it writable, choose another one with --data-dir, or use --memory.",
  disk_full: "Make room, choose a folder on another disk with --data-dir, or use --memory.",
};

/** Which sandbox to start. */
export interface OpenOptions {
  dataDir: string;
  /** Exactly this port; 0 for a free one. */
  port?: number | undefined;
  /** The first port to try when none is demanded; the next free one is taken. */
  preferredPort: number;
  memory?: boolean;
  seed?: string | undefined;
  /** The instant at which its clock stands, in seconds; it runs when absent. */
  frozenAt?: number | undefined;
  server?: ServerOptions;
}

/** A sandbox of this process. Everyone who looks into the data folder finds it. */
export interface OpenSandbox {
  url: string;
  port: number;
  apiKey: string;
  publishableKey: string;
  instanceId: string;
  close(): Promise<void>;
}

/** Starts a sandbox in this process and says in the data folder where it is. */
export async function openSandbox(options: OpenOptions): Promise<OpenSandbox> {
  const { dataDir } = options;
  const running = await findRunning(dataDir);
  if (running !== undefined) throw runningAlready(dataDir, running);
  makeFolder(dataDir);
  const sandbox = await create(options);
  try {
    writeRuntime(dataDir, {
      url: sandbox.url,
      pid: process.pid,
      instance_id: sandbox.instanceId,
      api_key: sandbox.apiKey,
      publishable_key: sandbox.publishableKey,
      started_at: new Date().toISOString(),
    });
  } catch (error) {
    await sandbox.close();
    throw unwritableFolder(dataDir, error);
  }
  return {
    url: sandbox.url,
    port: sandbox.port,
    apiKey: sandbox.apiKey,
    publishableKey: sandbox.publishableKey,
    instanceId: sandbox.instanceId,
    async close() {
      await sandbox.close();
      removeRuntime(dataDir, process.pid);
    },
  };
}

async function create({ dataDir, port, preferredPort, memory, seed, frozenAt, server }: OpenOptions) {
  const { createSandbox, SandboxStartError } = await import("@micro/sandbox");
  const fixed = {
    ...server,
    logFile: logFile(dataDir),
    ...(memory !== true && { file: databaseFile(dataDir) }),
    ...(seed !== undefined && { seed }),
    frozenAt,
  };
  const last = port ?? Math.min(preferredPort + portAttemptsMax, portMax);
  for (let candidate = port ?? preferredPort; ; candidate += 1) {
    try {
      return await createSandbox({ ...fixed, port: candidate });
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(error.message);
      if (!(error instanceof SandboxStartError)) throw error;
      if (error.code === "port_in_use" && candidate < last) continue;
      throw new Abort(error.message, hintOf(error, dataDir), { cause: error });
    }
  }
}

/** What is wrong with the file of this folder's sandbox, and what to do about it; nothing where it is as it should be. */
export async function examineDatabase(dataDir: string): Promise<{ message: string; hint: string } | undefined> {
  const { examineFile } = await import("@micro/sandbox");
  const error = examineFile(databaseFile(dataDir));
  return error && { message: error.message, hint: hintOf(error, dataDir) };
}

function hintOf({ code }: SandboxStartError, dataDir: string): string {
  if (code !== "file_damaged") return hints[code];
  const flag = dataDirFlag(dataDir);
  const kept = existsSync(`${databaseFile(dataDir)}.snapshots`)
    ? ` Snapshots outlive it: micro snapshot list${flag} shows them once a sandbox runs.`
    : "";
  return `${hints[code]} micro sandbox reset${flag} removes it.${kept}`;
}

/** What to say when a data folder has its sandbox already. */
export const runningAlready = (dataDir: string, { url, pid }: Runtime): Abort =>
  new Abort(
    `A sandbox of ${shortPath(dataDir)} is running already: ${url} (process ${pid}).`,
    `Use that one, stop it with micro sandbox stop${dataDirFlag(dataDir)}, or start another one with --data-dir.`,
  );
