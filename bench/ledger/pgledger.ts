import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { commandAt, type Place } from "../harness/child.ts";

const clients = 8;
const accounts = 100;
const [user, database] = ["bench", "pgledger"];

/** pgledger in a PostgreSQL of its own, with the durability that PostgreSQL has by itself. */
export interface PgLedger {
  /** Records so many transfers of two entries each, one in a transaction, from eight clients; tells how many a second. */
  record(count: number): Promise<number>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Where PostgreSQL's programs are, or undefined where they are not installed: not all of them are on every path. */
function findPrograms(): ((name: string) => string) | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = readdirSafely(debian).toSorted((a, b) => Number(b) - Number(a));
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...versions.map((one) => join(debian, one, "bin"))];
  const needed = ["initdb", "postgres", "psql", "pgbench", "pg_isready"];
  const folder = folders.find((place) => needed.every((name) => isExecutable(join(place, name))));
  return folder === undefined ? undefined : (name) => join(folder, name);
}

function readdirSafely(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL does not run as root: there it runs as nobody. */
const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Starts it with these files of SQL, or tells why it cannot be measured. */
export async function startPgLedger(files: readonly string[]): Promise<PgLedger | string> {
  if (files.length === 0) return "no --pgledger FILE was given";
  const program = findPrograms();
  if (!program) return "PostgreSQL's programs are not installed";

  const folder = mkdtempSync(join(tmpdir(), "micro-bench-pg-"));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, "data");
  await run(program("initdb"), ["-D", data, "-U", user, "--auth=trust", "--encoding=UTF8", "--locale=C"], {
    ...identity,
    cwd: folder,
  });
  const [postgres, ...rest] = commandAt("server", [program("postgres"), "-D", data, "-k", folder, "-h", ""]);
  const server = spawn(postgres, rest, { ...identity, cwd: folder, stdio: "ignore" });
  const ended = once(server, "exit");
  const close = async () => {
    // The fast way to end: nobody waits for its clients.
    if (server.exitCode === null) server.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const client = (place: Place, name: string, parameters: readonly string[]) => {
    const [first, ...others] = commandAt(place, [program(name), "-h", folder, "-U", user, ...parameters]);
    return run(first, others);
  };
  try {
    await untilReady(() => client("load", "pg_isready", ["-d", "postgres"]));
    const sql = (name: string, ...parameters: string[]) =>
      client("load", "psql", ["-q", "-v", "ON_ERROR_STOP=1", "-d", name, ...parameters]);
    await sql("postgres", "-c", `CREATE DATABASE ${database}`);
    await sql(database, "--single-transaction", ...files.flatMap((file) => ["-f", file]));
    await sql(database, "-c", openAccounts);
    const script = join(folder, "transfer.sql");
    writeFileSync(script, transfer);
    return {
      record: async (count) => {
        const each = String(Math.ceil(count / clients));
        const load = ["-n", "-c", String(clients), "-M", "prepared", "-t", each, "-f", script, database];
        const { stdout } = await client("load", "pgbench", load);
        const found = /tps = ([\d.]+)/.exec(stdout)?.[1];
        if (found === undefined || !/failed transactions: 0 /.test(stdout)) throw new Error(stdout);
        return Number(found);
      },
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Ids that the load can draw by a number, which it could not do with those that are given. */
const openAccounts = `
  SELECT count(*) FROM generate_series(1, ${accounts}) AS n, pgledger_create_account('account ' || n, 'USD');
  UPDATE pgledger_accounts SET id = replace(name, ' ', '_');
`;

const transfer = `
\\set from random(1, ${accounts})
\\set to (:from + random(0, ${accounts - 2})) % ${accounts} + 1
SELECT id FROM pgledger_create_transfer('account_' || :from, 'account_' || :to, 5);
`;

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  const triesMax = 300;
  for (let tries = 1; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (cause) {
      if (tries === triesMax) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
