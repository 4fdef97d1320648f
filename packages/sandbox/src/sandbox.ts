import { createClient, type Client, type Snapshot } from "@micro/sdk";

import { assemble, type Assembled } from "./assemble.ts";
import { readConfig, type SandboxOptions } from "./config.ts";
import type { Control } from "./control.ts";
import type { Servers } from "./gateway/bind.ts";
import type { RunningFork } from "./snapshots/snapshots.ts";
import type { SavedState } from "./snapshots/state.ts";
import { codeOf, SandboxStartError } from "./start-error.ts";

/** The clock of a sandbox, in seconds since the epoch. */
export interface SandboxClock extends Pick<Control, "freeze" | "set" | "advance" | "resume"> {
  /** Seconds since the epoch. */
  now(): number;
}

/** A running sandbox. */
export interface Sandbox extends AsyncDisposable {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** The test key of the default account. */
  readonly apiKey: string;
  /** The publishable key of the default account's test mode, for what a payer's page does. */
  readonly publishableKey: string;
  /** The default account, whose the key is: its id `org_…` and the address of its user. */
  readonly account: { id: string; email: string };
  /** Names this process and this history: another one after a restart, a reset or a restore. */
  readonly instanceId: string;
  /** A client of the default account's test mode. */
  readonly client: Client;
  /** Where all of its time comes from. */
  readonly clock: SandboxClock;
  /** Keeps and brings back everything there is: all accounts, the clock, and with a seed the chance. */
  readonly snapshots: {
    /** Keeps everything as it is now. The name is for people: several may have the same. */
    save(name?: string): Promise<Snapshot>;
    /** All that are kept, newest first. */
    list(): Promise<Snapshot[]>;
    /** Waits until nothing is under way and puts everything back, by the snapshot's id. Rejects where there is none. */
    restore(id: string): Promise<void>;
    /** Forgets a snapshot, by its id. Rejects where there is none. */
    delete(id: string): Promise<void>;
  };
  /** Starts another sandbox with the state of this one, in memory and on a free port. It is the caller's to close. */
  fork(): Promise<Sandbox>;
  /** Waits until every event so far is dispatched and nothing is due. */
  settle(): Promise<void>;
  /** Stops it: answers what is under way, sends nothing more, closes the file. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox in this process. Throws a `SandboxStartError` when the port or the file cannot be had; nothing is
 * left open then; a `RangeError` for a range of addresses that is none; and a `TypeError` for an option that is none.
 */
export function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return open(options, undefined);
}

async function open(options: SandboxOptions, state: SavedState | undefined): Promise<Sandbox> {
  const config = readConfig(options);
  const fork = (from: SavedState): Promise<Sandbox> => open({ ...options, file: undefined, port: 0 }, from);
  const startFork = async (from: SavedState): Promise<RunningFork> => fork(from);
  const assembled = await assemble(config, { state, startFork });
  try {
    const url = await listen(assembled, config);
    let client: { key: string; client: Client } | undefined;
    assembled.onClose(() => client?.client.close());
    const close = () => assembled.close();
    const { control } = assembled;
    return {
      url,
      port: Number(new URL(url).port),
      get apiKey() {
        return assembled.account().apiKey;
      },
      get publishableKey() {
        return assembled.account().publishableKey;
      },
      get account() {
        const { id, email } = assembled.account();
        return { id, email };
      },
      get instanceId() {
        return assembled.instanceId();
      },
      get client() {
        const key = assembled.account().apiKey;
        // The key is another one after a snapshot of another sandbox was restored.
        if (client?.key !== key) client = { key, client: createClient({ apiKey: key, baseUrl: url }) };
        return client.client;
      },
      ...controls(assembled),
      fork: async () => fork(await assembled.saveForFork()),
      settle: control.settle,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (cause) {
    await assembled.close();
    throw cause;
  }
}

/** The clock and the snapshots of a sandbox, for whoever has it in the same process. */
export function controls({ control, db, platform }: Assembled): Pick<Sandbox, "clock" | "snapshots"> {
  const { resume, snapshots } = control;
  /** Rejects once the sandbox is closed: time would pass, and nothing that is due. */
  const whileOpen =
    <Args extends unknown[], T>(move: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await db.read(async () => {});
      return move(...args);
    };
  const [freeze, set, advance] = [whileOpen(control.freeze), whileOpen(control.set), whileOpen(control.advance)];
  return {
    clock: { now: () => platform.clock.seconds(), freeze, set, advance, resume },
    snapshots: {
      save: snapshots.save,
      list: async () => (await snapshots.list()).data,
      restore: snapshots.restore,
      delete: async (id) => void (await snapshots.remove(id)),
    },
  };
}

/** Opens the port. Answers where it is. */
export async function listen(assembled: Assembled, config: ReturnType<typeof readConfig>): Promise<string> {
  const { servers } = assembled;
  try {
    const port = await servers.listen({ host: config.host, port: config.port });
    if (!config.isRemote) await listenOnIpv6(servers, port, config.port === 0);
    const url = `http://127.0.0.1:${port}`;
    assembled.begin(url);
    return url;
  } catch (cause) {
    throw explainListen(config, cause);
  }
}

/**
 * Listens on `::1` at the same port, so that `localhost` is this sandbox whichever address it means. Nothing is done where
 * there is no IPv6. A port that somebody else has there is an error, unless it was drawn at random.
 */
async function listenOnIpv6(servers: Servers, port: number, isDrawn: boolean): Promise<void> {
  try {
    await servers.listen({ host: "::1", port, ipv6Only: true });
  } catch (cause) {
    if (codeOf(cause) === "EADDRINUSE" && !isDrawn) throw cause;
  }
}

function explainListen({ port, host }: { port: number; host: string }, cause: unknown): unknown {
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return new SandboxStartError("port_in_use", `The port ${port} is taken.`, cause);
    case "EACCES":
      return new SandboxStartError("port_forbidden", `The port ${port} is not open to you.`, cause);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new SandboxStartError("host_unusable", `${host} is no address of this machine.`, cause);
    default:
      return cause;
  }
}
