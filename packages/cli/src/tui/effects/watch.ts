import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import type { RequestLogEntry } from "@micro/sdk";

import { ownRequests } from "../../actions/own-requests.ts";
import { followRequests } from "../../actions/logs/follow-requests.ts";
import { selectedRow } from "../model/selection.ts";
import type { EventRow } from "../model/state.ts";
import { tellFailure, type EffectContext } from "./context.ts";
import { loadDetails, loadTab } from "./load.ts";

const healthEveryMs = 2_000;
const refreshEveryMs = 500;
const connectTimeoutMs = 1_000;

/** Keeps what does not come by itself up to date, until the signal. */
export async function watch(context: EffectContext): Promise<void> {
  await Promise.all([watchRequests(context), watchPage(context), watchTarget(context)]);
}

async function watchRequests(context: EffectContext): Promise<void> {
  const { client, store, signal } = context;
  try {
    for await (const entry of followRequests(client, { signal, last: 50 })) {
      if (!isUpkeep(entry)) store.dispatch({ type: "requests", rows: [entry] });
    }
  } catch (error) {
    if (!signal.aborted) tellFailure(context, error);
  }
}

/** What this screen reads for itself, and what listeners report of their forwards: nobody asked for those. */
const isUpkeep = ({ external_id: sender, method, operation }: RequestLogEntry) =>
  (sender === ownRequests && method === "GET") || operation === "webhook_attempts.create";

/** Loads again what the open page shows when there was news, and the details of what is selected. */
async function watchPage(context: EffectContext): Promise<void> {
  const { store, signal } = context;
  let seen = "";
  let shown: EventRow | undefined;
  while (!signal.aborted) {
    const { tab, eventCount, connection } = store.state;
    const now = `${tab} ${eventCount} ${connection}`;
    const row = selectedRow(store.state);
    const event = row !== undefined && "payload" in row ? row : undefined;
    try {
      if (now !== seen && connection !== "lost") await loadTab(context, tab);
      // What was sent again has another delivery, which may read like the one before.
      if (event !== undefined && event !== shown) await loadDetails(context, event);
      seen = now;
      shown = event;
    } catch (error) {
      // The header already says that the sandbox is gone.
      if (!signal.aborted && store.state.connection === "live") tellFailure(context, error);
      seen = now;
      shown = event;
    }
    await delay(refreshEveryMs, undefined, { signal }).catch(() => {});
  }
}

/** Looks whether something listens at the target; nothing is sent there. */
async function watchTarget({ store, target, signal }: EffectContext): Promise<void> {
  if (target === undefined) return;
  const { hostname, port, protocol } = target.url;
  const place = { host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port || (protocol === "https:" ? 443 : 80)) };
  while (!signal.aborted) {
    const started = performance.now();
    const problem = await reach(place);
    const about = problem ?? `${Math.round(performance.now() - started)} ms`;
    store.dispatch({ type: "health", verdict: problem === undefined ? "up" : "down", about });
    await delay(healthEveryMs, undefined, { signal }).catch(() => {});
  }
}

function reach(place: { host: string; port: number }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: connectTimeoutMs });
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end("no answer"));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ECONNREFUSED" ? "nothing listens" : (error.code ?? "error")),
    );
  });
}
