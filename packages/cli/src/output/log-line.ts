import type { RequestLogEntry } from "@micro/sdk";

import { out } from "./colours.ts";

/** One request on one line: time, status, method and path, how long it took, its id, and its error. */
export function logLine({
  created,
  status,
  method,
  path,
  latency_ms: ms,
  id,
  error_code: code,
  faults,
}: RequestLogEntry): string {
  const time = new Date(created * 1000).toTimeString().slice(0, 8);
  const parts = [
    out.dim(time),
    paintStatus(status)(String(status)),
    out.bold(method.padEnd(6)),
    path,
    out.dim(`${ms.toFixed(ms < 10 ? 1 : 0)} ms`),
    out.dim(id),
    ...(code === null ? [] : [out.red(code)]),
    ...faults,
  ];
  return parts.join("  ");
}

function paintStatus(status: number): (text: string) => string {
  if (status >= 500) return out.red;
  if (status >= 400) return out.yellow;
  return out.green;
}
