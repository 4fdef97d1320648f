import { defaultPort } from "../../config/connection.ts";
import { detachSandbox } from "../../sandbox/detach.ts";
import { findRunning } from "../../sandbox/find.ts";
import { logFile } from "../../sandbox/folder.ts";
import { openSandbox, runningAlready, type OpenSandbox } from "../../sandbox/open.ts";
import { serverArgs, type ServerOptions } from "../../start-flags.ts";

/** How to start a sandbox. */
export interface StartRequest {
  dataDir: string;
  /** Exactly this port, 0 for a free one. Without it: 8080, or the next one that is free. */
  port?: number | undefined;
  memory: boolean;
  seed?: string | undefined;
  /** The instant at which its clock stands, in seconds; it runs when absent. */
  frozenAt?: number | undefined;
  server?: ServerOptions;
}

/** A sandbox that was started, in the words of a result. */
export interface Started {
  url: string;
  api_key: string;
  /** For what a payer's page does. */
  publishable_key: string;
  pid: number;
  data_dir: string;
  /** The port that was wanted and taken. */
  port_taken: number | null;
  log: string;
}

/** Starts a sandbox in this process. */
export async function startSandbox(request: StartRequest): Promise<{ sandbox: OpenSandbox; started: Started }> {
  const sandbox = await openSandbox({ ...request, preferredPort: defaultPort });
  return {
    sandbox,
    started: describe(request, {
      url: sandbox.url,
      api_key: sandbox.apiKey,
      publishable_key: sandbox.publishableKey,
      pid: process.pid,
    }),
  };
}

/** Starts a sandbox in the background; none is left there once the signal is aborted before it is up. */
export async function startDetached(request: StartRequest, signal: AbortSignal): Promise<Started> {
  const { dataDir, port, memory, seed, server = {} } = request;
  const running = await findRunning(dataDir);
  if (running !== undefined) throw runningAlready(dataDir, running);
  const args = ["sandbox", "start", "--data-dir", dataDir];
  if (port !== undefined) args.push("--port", String(port));
  if (memory) args.push("--memory");
  if (seed !== undefined) args.push("--seed", seed);
  args.push(...serverArgs(server));
  return describe(request, await detachSandbox(dataDir, args, signal));
}

function describe(
  { dataDir, port }: StartRequest,
  at: Pick<Started, "url" | "api_key" | "publishable_key" | "pid">,
): Started {
  const taken = port === undefined && Number(new URL(at.url).port) !== defaultPort ? defaultPort : null;
  const { url, api_key: key, publishable_key: publishable, pid } = at;
  return {
    url,
    api_key: key,
    publishable_key: publishable,
    pid,
    data_dir: dataDir,
    port_taken: taken,
    log: logFile(dataDir),
  };
}
