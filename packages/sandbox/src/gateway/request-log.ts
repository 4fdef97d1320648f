import type { InputOf, List, Operations, RequestLogEntry } from "@micro/sdk/contract";

import { createBatch } from "../platform/batch.ts";
import type { Context } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import { pageOf } from "../platform/db/page.ts";
import { slots, statements, type Numbered, type Params } from "../platform/db/statement.ts";
import { resourceMissing } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import type { Log } from "../platform/log.ts";
import { redact } from "./redact.ts";
import type { Trace } from "./trace.ts";

interface RequestRow {
  n: number;
  id: string;
  /** 0 when nobody was recognised. */
  realm: number;
  ip: string | null;
  trace_id: string | null;
  method: string;
  path: string;
  operation: string | null;
  status: number;
  error_code: string | null;
  latency_us: number;
  idempotency_key: string | null;
  idempotent_replay: number;
  external_id: string | null;
  /** The ids of the rules that made it go wrong, with spaces between them. */
  faults: string;
  request_body: string | null;
  response_body: string | null;
  created: number;
}

/** A request as it was answered; its bodies are redacted when they are written. */
export interface RequestRecord extends Omit<RequestRow, "n" | "realm" | "trace_id" | "request_body" | "faults"> {
  /** Null when nobody was recognised. */
  realm: number | null;
  trace: Trace | undefined;
  request_body: unknown;
  faults?: readonly string[];
  /** When it ended, by the wall: traces are compared with other programs'. */
  endedAtMs: number;
}

export const requestLogSchema = `
  CREATE TABLE requests (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    ip TEXT,
    trace_id TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    operation TEXT,
    status INTEGER NOT NULL,
    error_code TEXT,
    latency_us INTEGER NOT NULL,
    idempotency_key TEXT,
    idempotent_replay INTEGER NOT NULL,
    external_id TEXT,
    faults TEXT NOT NULL,
    request_body TEXT,
    response_body TEXT,
    created INTEGER NOT NULL
  );
  CREATE INDEX requests_by_realm ON requests (realm, n);
`;

const sql = statements<{ requests: Numbered<RequestRow> }>();
// A sandbox with a seed that returns to a snapshot draws its ids again: one that a request of the time before has taken is
// the later request's.
const insert = sql((q, p: Params<Omit<RequestRow, "n">>) =>
  q
    .replaceInto("requests")
    .values(
      slots(p, [
        "id",
        "realm",
        "ip",
        "trace_id",
        "method",
        "path",
        "operation",
        "status",
        "error_code",
        "latency_us",
        "idempotency_key",
        "idempotent_replay",
        "external_id",
        "faults",
        "request_body",
        "response_body",
        "created",
      ]),
    ),
);
const find = sql((q, p: Params<{ id: string; realm: number }>) =>
  q.selectFrom("requests").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
);
const page = pageOf<RequestRow>("requests");

/** The log of requests: written in batches, never in a caller's way. */
export interface RequestLog {
  add(record: RequestRecord): void;
  /** Writes what waits, so that a reader sees every request that was answered before. */
  flush: () => Promise<void>;
}

interface Parts {
  db: Database;
  log: Log;
  /** Sees every record once it is off the hot path: counters and traces. */
  observe: (records: readonly RequestRecord[]) => void;
}

/** Makes the request log of one sandbox. */
export function createRequestLog({ db, log, observe }: Parts): RequestLog {
  const batch = createBatch<RequestRecord>({
    delayMs: limits.requestLogDelayMs,
    batchMax: limits.requestLogBatchMax,
    queueMax: limits.requestLogQueueMax,
    write: async (records) => {
      observe(records);
      await db
        .transaction(async (tx) => {
          for (const record of records) await tx.run(insert, toRow(record));
        })
        .catch((cause: unknown) => log.error({ err: cause }, "requests could not be logged"));
    },
  });
  return {
    add: (record) => {
      if (!batch.add(record)) log.warn("the request log is full: a request was not logged");
    },
    flush: batch.flush,
  };
}

function toRow(record: RequestRecord): Omit<RequestRow, "n"> {
  const { trace, endedAtMs: _endedAtMs, request_body: request, faults = [], ...columns } = record;
  // Cut off last: half a secret is not recognised.
  const body = (text: string | null) => text && redact(text).slice(0, limits.requestLogBodyCharsMax);
  return {
    ...columns,
    faults: faults.join(" "),
    realm: record.realm ?? 0,
    trace_id: trace?.traceId ?? null,
    path: redact(record.path),
    request_body: body(toText(request)),
    response_body: body(record.response_body),
  };
}

/** A body as JSON. One that is nested more deeply than can be written is left out, and its request stays. */
function toText(body: unknown): string | null {
  if (body === undefined) return null;
  try {
    return JSON.stringify(body);
  } catch {
    return null;
  }
}

function toEntry(row: RequestRow): RequestLogEntry {
  const { n: _n, realm: _realm, ip: _ip, latency_us: latency, idempotent_replay: replay, faults, ...shown } = row;
  return {
    ...shown,
    object: "request",
    latency_ms: latency / 1000,
    idempotent_replay: replay === 1,
    faults: faults.split(" ").filter(Boolean),
  };
}

/** Lists the requests of the caller's account and mode. */
export function listRequests(
  { tx, principal }: Context,
  input: InputOf<Operations["requests.list"]>,
): Promise<List<RequestLogEntry>> {
  const { operation, status, ...params } = input;
  return page(tx, {
    url: "/sandbox/requests",
    owner: principal.realm,
    params,
    filters: { operation, status },
    toResource: toEntry,
  });
}

/** Reads one request. */
export async function getRequest({ tx, principal }: Context, { id }: { id: string }): Promise<RequestLogEntry> {
  const row = await tx.first(find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("request", id);
  return toEntry(row);
}
