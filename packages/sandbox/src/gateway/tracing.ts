import type { Log } from "../platform/log.ts";
import type { RequestRecord } from "./request-log.ts";

/** Sends the spans of requests to a collector. */
export interface Tracing {
  export(records: readonly RequestRecord[]): void;
  close(): Promise<void>;
}

/** Starts the export of traces if a collector is configured. Without one, none of it is loaded. */
export async function startTracing(endpoint: string | undefined, log: Log): Promise<Tracing | undefined> {
  if (endpoint === undefined || endpoint === "") return undefined;
  const { createOtlpExport } = await import("./otlp-export.ts");
  return createOtlpExport(endpoint, log);
}
