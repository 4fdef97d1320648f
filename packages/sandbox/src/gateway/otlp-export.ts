import { request } from "undici";

import { createBatch } from "../platform/batch.ts";
import { limits } from "../platform/limits.ts";
import type { Log } from "../platform/log.ts";
import { redact } from "./redact.ts";
import type { RequestRecord } from "./request-log.ts";
import type { Tracing } from "./tracing.ts";

const serverKind = 2;
const errorStatus = 2;

/**
 * Exports one span per request by OTLP over HTTP with JSON (opentelemetry.io/docs/specs/otlp, version 1). The SDK of
 * OpenTelemetry would bring a dozen packages for this one call.
 */
export function createOtlpExport(endpoint: string, log: Log): Tracing {
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  const batch = createBatch<object>({
    delayMs: limits.traceExportDelayMs,
    batchMax: limits.tracedSpansMax,
    queueMax: limits.requestLogQueueMax,
    write: (spans) => send(url, spans).catch((cause: unknown) => log.warn({ err: cause }, "traces were not exported")),
  });
  return {
    export: (records) => {
      for (const record of records) {
        if (record.trace?.sampled) batch.add(toSpan(record, record.trace));
      }
    },
    close: batch.flush,
  };
}

async function send(url: string, spans: readonly object[]): Promise<void> {
  const scopeSpans = [{ scope: { name: "micro" }, spans }];
  const resource = { attributes: [attribute("service.name", "micro")] };
  const { statusCode, body } = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
    signal: AbortSignal.timeout(limits.traceExportTimeoutMs),
  });
  await body.dump();
  if (statusCode >= 300) throw new Error(`The collector answered ${statusCode}.`);
}

function toSpan(record: RequestRecord, trace: NonNullable<RequestRecord["trace"]>) {
  const end = BigInt(Math.round(record.endedAtMs * 1000)) * 1000n;
  return {
    traceId: trace.traceId,
    spanId: trace.spanId,
    ...(trace.parentId !== null && { parentSpanId: trace.parentId }),
    name: record.operation ?? record.method,
    kind: serverKind,
    startTimeUnixNano: String(end - BigInt(record.latency_us) * 1000n),
    endTimeUnixNano: String(end),
    attributes: [
      attribute("http.request.method", record.method),
      attribute("url.path", redact(record.path.split("?")[0] ?? "")),
      { key: "http.response.status_code", value: { intValue: String(record.status) } },
      attribute("micro.request_id", record.id),
      ...(record.error_code === null ? [] : [attribute("error.type", record.error_code)]),
    ],
    ...(record.status >= 500 && { status: { code: errorStatus } }),
  };
}

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
