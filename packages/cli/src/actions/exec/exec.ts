import { randomBytes } from "node:crypto";

import type { Client } from "@micro/sdk";

import { openClientAt } from "../../api/open-client.ts";
import { openFresh } from "../../sandbox/open-fresh.ts";
import type { Fixture } from "../fixtures/fixture.ts";
import { makeFixture } from "../fixtures/fixtures.ts";
import { fetchSecret } from "../listen/listen.ts";
import { loadFaults, type readFaults } from "../load-faults.ts";
import { readCalls, writeTranscript } from "../transcript.ts";
import { environmentOf } from "./environment.ts";
import { writeReports, type ReportPlan } from "./report.ts";
import { relaySignals, runChild } from "./run-child.ts";
import { tallyUp, type Tally } from "./tally.ts";

/** What to run, and in which sandbox. */
export interface ExecOptions {
  command: readonly string[];
  /** A random one by default; the result says which. */
  seed?: string | undefined;
  frozenAt?: number | undefined;
  /** The version of Stripe's API that is spoken where nobody asks for another. */
  stripeVersion?: string | undefined;
  keep: boolean;
  /** The file for a transcript. */
  record?: string | undefined;
  fixtures: readonly Fixture[];
  /** Rules by which things go wrong once the fixtures are there. */
  faults: ReturnType<typeof readFaults>;
  /** Where events are delivered to, in which form. */
  forwardTo?: { url: URL; stripe: boolean } | undefined;
  reports: readonly ReportPlan[];
}

/** What came of it. */
export interface ExecResult extends Tally {
  object: "exec_result";
  command: readonly string[];
  exit_code: number;
  signal: string | null;
  duration_ms: number;
  seed: string;
  instance_id: string;
  /** Where the data is, when it was kept. */
  data_dir: string | null;
}

/** Our own requests stand in the log under this name, and are not counted. */
const ownName = "micro-exec";

/** Runs a command with a sandbox of its own, and ends that with it. */
export async function exec(options: ExecOptions): Promise<ExecResult> {
  const { command, stripeVersion, keep, record, fixtures, faults, forwardTo, reports } = options;
  const { seed = randomBytes(6).toString("hex") } = options;
  const clock = options.frozenAt ?? Math.floor(Date.now() / 1000);
  // A run can only be replayed if its clock stands still.
  const frozenAt = record === undefined ? options.frozenAt : clock;
  const relay = relaySignals();
  await using sandbox = await openFresh({ seed, frozenAt, stripeVersion, keep });
  const { url, apiKey, publishableKey, instanceId } = sandbox;
  await using client = openClientAt(url, { apiKey, requestId: ownName });
  const webhookSecret = forwardTo === undefined ? await fetchSecret({ client }) : await forward(client, forwardTo);
  const names = await makeAll(client, fixtures);
  await loadFaults(client, faults);
  const own = environmentOf({ url, apiKey, publishableKey, instanceId, webhookSecret, fixtures: names });
  const startedAt = performance.now();
  const { exitCode, signal } = await runChild(command, { ...process.env, ...own }, relay);
  const durationMs = Math.round(performance.now() - startedAt);
  const calls = record === undefined ? [] : await readCalls(client);
  const result: ExecResult = {
    object: "exec_result",
    command,
    exit_code: exitCode,
    signal,
    duration_ms: durationMs,
    seed,
    instance_id: instanceId,
    data_dir: sandbox.dataDir ?? null,
    ...(await tallyUp(client, ownName)),
  };
  if (record !== undefined) writeTranscript(record, { object: "transcript", seed, clock, calls });
  writeReports(reports, result);
  return result;
}

async function forward(client: Client, { url, stripe }: { url: URL; stripe: boolean }): Promise<string> {
  const form = stripe ? ({ payload: "stripe", signing: "stripe" } as const) : {};
  const { secret } = await client.webhookEndpoints.create({ url: url.href, enabled_events: ["*"], ...form });
  return secret;
}

async function makeAll(client: Client, fixtures: readonly Fixture[]): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const fixture of fixtures) {
    const { env } = await makeFixture(client, fixture, { envFile: undefined, keep: true, onStep: () => {} });
    Object.assign(names, env);
  }
  return names;
}
