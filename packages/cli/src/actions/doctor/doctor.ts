import { ApiError } from "@micro/sdk";

import { defaultPort, resolveConnection, type Connection, type ConnectionFlags } from "../../config/connection.ts";
import { configFile, dataDir, dataDirFlag } from "../../config/paths.ts";
import { spanText } from "../../output/span.ts";
import { elsewhere } from "../../sandbox/elsewhere.ts";
import { findRunning, probe } from "../../sandbox/find.ts";
import type { Runtime } from "../../sandbox/runtime.ts";
import { openClient } from "../client.ts";
import { ok, problem, warning, type Finding } from "./check.ts";
import { checkConfig, checkDatabase, checkFolder, checkNetwork, checkNode, checkPort } from "./machine.ts";

const skewSecondsMax = 5;

/** Looks at all that micro depends on, one thing after the other. */
export async function* examine(
  flags: ConnectionFlags,
  own: { version: string; node: string },
): AsyncGenerator<Finding> {
  const folder = dataDir(flags["data-dir"]);
  yield checkNode(own.node);
  const config = checkConfig(configFile(flags.config));
  yield config;
  const data = checkFolder(folder);
  yield data;
  if (data.verdict !== "problem") yield await checkDatabase(folder);
  yield await checkNetwork();
  const running = await findRunning(folder);
  const port = running && Number(new URL(running.url).port);
  yield await checkPort(defaultPort, port);
  // A damaged file has been reported; everything that needs it would fail for the same reason.
  if (config.verdict === "problem") return;
  yield* examineSandbox(resolveConnection(flags), running, own.version);
}

async function* examineSandbox(
  connection: Connection,
  running: Runtime | undefined,
  version: string,
): AsyncGenerator<Finding> {
  const { value: url, from } = connection.baseUrl;
  const health = await probe(url);
  if (health === undefined && running !== undefined) {
    const { message, hint } = elsewhere(connection, running);
    yield problem("sandbox", message, hint);
    return;
  }
  if (health === undefined) {
    yield warning(
      "sandbox",
      `None answers at ${url} (${from}).`,
      `micro sandbox start${dataDirFlag(connection.dataDir)} starts one; micro listen does by itself.`,
    );
    return;
  }
  yield health.version === version
    ? ok("sandbox", `${url} answers, version ${health.version}.`)
    : warning(
        "sandbox",
        `${url} is version ${health.version}, this is ${version}.`,
        "micro sandbox stop, then start again.",
      );
  await using client = openClient(connection);
  try {
    const { email, environment } = await client.auth.whoami();
    yield ok("key", `It is of ${email}, ${environment ?? "session"} mode.`);
    const { mode, now } = await client.clock.get();
    yield clockFinding(mode, now);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    yield problem("key", error.message, "Run micro login, or micro logout to use the sandbox's own account.");
  }
}

function clockFinding(mode: "wall" | "frozen", now: number): Finding {
  const shown = new Date(now * 1000).toISOString();
  if (mode === "frozen") return warning("clock", `It stands still at ${shown}.`, "micro clock resume lets it run.");
  const ahead = now - Math.round(Date.now() / 1000);
  if (Math.abs(ahead) <= skewSecondsMax) return ok("clock", "It runs with this machine's.");
  const hint = "It was moved on. micro sandbox reset begins again.";
  const side = ahead > 0 ? "ahead of" : "behind";
  return warning("clock", `It is ${shown}, ${spanText(Math.abs(ahead))} ${side} this machine's.`, hint);
}
