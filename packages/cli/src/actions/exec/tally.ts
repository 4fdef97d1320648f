import type { Client } from "@micro/sdk";

import { take } from "../take.ts";

/** Something that did not go well: a request that was refused, or a delivery that did not arrive. */
export interface RunFailure {
  kind: "request" | "delivery";
  id: string;
  /** `POST /payments/refunds`, or the type of the event. */
  what: string;
  /** The error code, or why the last attempt failed. */
  why: string;
}

/** What happened in a sandbox. */
export interface Tally {
  requests: { total: number; failed: number };
  events: { total: number; by_type: Record<string, number> };
  deliveries: { total: number; succeeded: number; pending: number; failed: number };
  books: { balanced: boolean; differences: string[] };
  failures: RunFailure[];
}

/** More than that is not counted. */
const rowsMax = 10_000;

/** Counts what happened to the default account; requests under `ownName` are ours. */
export async function tallyUp(client: Client, ownName: string): Promise<Tally> {
  const [requests, events, deliveries, reconciliation, chain] = await Promise.all([
    take(client.requests.list({ limit: 100 }), rowsMax),
    take(client.events.list({ limit: 100 }), rowsMax),
    take(client.webhookDeliveries.list({ limit: 100 }), rowsMax),
    client.sandbox.reconcile(),
    client.ledger.verify(),
  ]);
  const theirs = requests.filter(({ external_id: name }) => name !== ownName).toReversed();
  const refused = theirs.filter(({ status }) => status >= 400);
  const stuck = deliveries.filter(({ status, attempt_count: attempts }) => status !== "succeeded" && attempts > 0);
  const byType = Object.groupBy(events, ({ type }) => type);
  const ofStatus = (wanted: string) => deliveries.filter(({ status }) => status === wanted).length;
  const differences = reconciliation.differences.map(({ message }) => message);
  if (!chain.valid) differences.push("The ledger's chain of hashes is broken.");
  return {
    requests: { total: theirs.length, failed: refused.length },
    events: {
      total: events.length,
      by_type: Object.fromEntries(
        Object.entries(byType)
          .map(([type, list]) => [type, list.length] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
    },
    deliveries: {
      total: deliveries.length,
      succeeded: ofStatus("succeeded"),
      pending: ofStatus("pending"),
      failed: ofStatus("failed"),
    },
    books: { balanced: differences.length === 0, differences },
    failures: [
      ...refused.map(({ id, method, path, status, error_code: code }): RunFailure => ({
        kind: "request",
        id,
        what: `${method} ${path}`,
        why: `${status} ${code ?? ""}`.trim(),
      })),
      ...stuck.map(({ id, event_type: type, attempt_count: attempts }): RunFailure => ({
        kind: "delivery",
        id,
        what: type,
        why: `not delivered in ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`,
      })),
    ],
  };
}
