import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { nodeAt, type Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls, LoadPlan } from "../load/calls.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";
import { startServer } from "./servers.ts";

/** A server that others wrote, and the request that both can answer: ours on its path, theirs on theirs. */
interface Peer {
  id: string;
  /** Name and version, as npm has it. */
  npm: string;
  /** The file that runs, and how it is told where. */
  command: (port: number, folder: string) => string[];
  env?: (port: number) => Record<string, string>;
  path: string;
  ownPath: string;
  request: Pick<LoadPlan, "body" | "contentType">;
}

const json = { body: JSON.stringify({ amount: 2000, currency: "usd" }), contentType: "application/json" };
const intents = "/payments/payment_intents";

const peers: readonly Peer[] = [
  {
    id: "stripe-stateful-mock",
    npm: "stripe-stateful-mock@0.0.16",
    command: () => ["stripe-stateful-mock/dist/autostart.js"],
    env: (port) => ({ PORT: String(port), LOG_LEVEL: "silent" }),
    // It has no payment intents.
    path: "/v1/customers",
    ownPath: "/v1/customers",
    request: { body: "name=Ada&email=ada@example.com", contentType: "application/x-www-form-urlencoded" },
  },
  {
    id: "prism",
    npm: "@stoplight/prism-cli@5.16.0",
    command: (port, folder) => [
      "@stoplight/prism-cli/dist/index.js",
      "mock",
      "--port",
      String(port),
      "--host",
      "127.0.0.1",
      "--verboseLevel",
      "silent",
      join(folder, "openapi.json"),
    ],
    path: intents,
    ownPath: intents,
    request: json,
  },
  {
    id: "json-server",
    npm: "json-server@0.17.4",
    command: (port, folder) => [
      "json-server/lib/cli/bin.js",
      "--quiet",
      "--port",
      String(port),
      join(folder, "db.json"),
    ],
    path: "/payment_intents",
    ownPath: intents,
    request: json,
  },
];

/** The names of the figures, for the progress and the choice. */
export const peerFigures = peers.flatMap((peer) =>
  [1, 32].map((connections) => ({
    id: `peer.${peer.id}.${connections}`,
    title: `create, ${connections === 1 ? "1 connection" : `${connections} connections`}, beside ${peer.id}`,
    peer,
    connections,
  })),
);

/** A create beside servers that others wrote for the same purpose; they keep what they are told in memory, if at all. */
export async function measurePeers(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = peerFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const modules = install(wanted.map(({ peer }) => peer.npm));
  const { child, address } = await startServer("sandbox", join(folder, "peers.db"));
  writeFileSync(join(folder, "openapi.json"), await (await fetch(`${address.url}/openapi.json`)).text());
  writeFileSync(join(folder, "db.json"), JSON.stringify({ payment_intents: [] }));

  const figures: Figure[] = [];
  for (const { id, title, peer, connections } of wanted) {
    options.progress.step({ id, title });
    const theirs = await startPeer(peer, modules, folder);
    const plan = { connections, ...peer.request, roundMs: effort.roundMs, load };
    const ours = rate("sandbox", { ...plan, port: address.port, path: peer.ownPath, key: address.apiKey });
    const baseline = rate(peer.id, { ...plan, port: theirs.port, path: peer.path, key: "sk_test_peer" });
    figures.push(await compare({ id, title, unit: "/s" }, effort, ours, [baseline]));
    await theirs.close();
  }
  await child.close();
  return figures;
}

/** Requests per second; the first round finds out how many make a round. */
function rate(
  name: string,
  at: Pick<LoadPlan, "port" | "connections" | "body" | "contentType"> & {
    load: Child<LoadCalls>;
    path: string;
    key: string;
    roundMs: number;
  },
): Contender {
  const { load, path, key, roundMs, ...plan } = at;
  let count = plan.connections * 4;
  return {
    name,
    round: async () => {
      const paths = Array.from({ length: count }, () => path);
      const headers = { authorization: `Bearer ${key}` };
      const { elapsedMs } = await load.ask("load", {
        ...plan,
        headers,
        paths,
        method: "POST",
        idempotent: false,
        collect: false,
      });
      const value = (count / elapsedMs) * 1000;
      count = Math.min(8000, Math.max(plan.connections, Math.round((value / 1000) * roundMs)));
      return { value };
    },
  };
}

/** Peers stay installed between runs, beside the results, and never among the dependencies. */
function install(names: readonly string[]): string {
  const place = fileURLToPath(new URL("../results/peers/", import.meta.url));
  const modules = join(place, "node_modules");
  const missing = names.filter((name) => !existsSync(join(modules, name.slice(0, name.lastIndexOf("@")))));
  if (missing.length > 0) {
    mkdirSync(place, { recursive: true });
    const parameters = ["install", "--prefix", place, "--no-audit", "--no-fund", "--ignore-scripts", ...missing];
    execFileSync("npm", parameters, { stdio: ["ignore", "ignore", "inherit"] });
  }
  return modules;
}

async function startPeer(peer: Peer, modules: string, folder: string) {
  const port = await freePort();
  const [file = "", ...parameters] = peer.command(port, folder);
  const [program, ...rest] = nodeAt("server", [join(modules, file), ...parameters]);
  const child = spawn(program, rest, { env: { ...process.env, ...peer.env?.(port) }, stdio: "ignore" });
  const ended = once(child, "exit");
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  for (let tries = 0; ; tries += 1) {
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) return { port, close };
    if (tries === 300 || child.exitCode !== null) {
      await close();
      throw new Error(`${peer.npm} did not start.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
