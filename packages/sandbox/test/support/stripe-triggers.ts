import { readFileSync } from "node:fs";

import { onTestFinished } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { newestSeq } from "./look.ts";
import { pay } from "./payments.ts";
import { runStripe, stripe } from "./stripe-cli.ts";

const days = (count: number) => count * 24 * 3600;

/** The triggers of Stripe's command line that bring about the event that they are named by. It only grows. */
export const passingTriggers = JSON.parse(
  readFileSync(new URL("../wire/stripe/passing-triggers.json", import.meta.url), "utf8"),
) as string[];

/** A sandbox whose clock runs, with money that can be sent on. */
export async function startFunded(): Promise<Sandbox> {
  const sandbox = await createSandbox({ seed: "test" });
  onTestFinished(() => sandbox.close());
  await pay(sandbox.client, "pm_card_bypassPending", { amount: 900_000 });
  return sandbox;
}

/** Every trigger that Stripe's command line has. */
export async function allTriggers(sandbox: Sandbox): Promise<string[]> {
  const help = await stripe(sandbox, "trigger", "--help");
  const listed = /Supported events:\n([\s\S]*?)\n\n/.exec(help)?.[1] ?? "";
  return listed.split("\n").map((line) => line.trim());
}

/** Runs a trigger. Answers what is wrong: nothing, when it ended well and the event came, at once or in the days after. */
export async function faultOf(sandbox: Sandbox, trigger: string): Promise<string | undefined> {
  const before = await newestSeq(sandbox.client);
  const run = runStripe(sandbox, "trigger", trigger);
  if ((await run.ended) !== 0) return run.text();
  const hasCome = async () => (await typesBehind(sandbox, before)).includes(trigger);
  if (await hasCome()) return undefined;
  await sandbox.clock.advance(days(3));
  return (await hasCome()) ? undefined : `No event ${trigger} came.`;
}

/** What Stripe's API calls the events after a number. */
async function typesBehind(sandbox: Sandbox, seq: number): Promise<string[]> {
  const count = (await newestSeq(sandbox.client)) - seq;
  const response = await fetch(`${sandbox.url}/v1/events?limit=${Math.min(Math.max(count, 1), 100)}`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });
  const { data } = (await response.json()) as { data: { id: string; type: string }[] };
  const { data: native } = await sandbox.client.events.list({ limit: Math.min(Math.max(count, 1), 100) });
  const late = new Set(native.filter((event) => event.seq > seq).map(({ id }) => id));
  return data.filter(({ id }) => late.has(id)).map(({ type }) => type);
}
