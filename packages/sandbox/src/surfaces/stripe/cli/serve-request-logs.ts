import { redact } from "../../../gateway/redact.ts";
import type { RequestRecord } from "../../../gateway/request-log.ts";
import type { Send } from "../../../gateway/web-socket.ts";
import { toStripe } from "../answer.ts";
import { newestVersion } from "../versions/index.ts";
import { statusOf } from "../errors.ts";
import { isWanted, type LogFilters } from "./log-filters.ts";

/** A request of Stripe's API as `stripe logs tail` shows it; nothing for one that is not wanted. */
export function requestLogEvent(record: RequestRecord, filters: LogFilters, livemode: boolean): string | undefined {
  const [path = ""] = record.path.split("?", 1);
  const { method, ip } = record;
  const status = statusOf(record.status, record.error_code);
  if (!path.startsWith("/v1/") || !isWanted({ method, path, status, ip }, filters)) return undefined;
  const payload = {
    created_at: record.created,
    livemode,
    method,
    request_id: record.id,
    status,
    url: redact(path),
    ...(record.error_code !== null && { error: errorOf(record) }),
  };
  return JSON.stringify({
    type: "request_log_event",
    event_payload: JSON.stringify(payload),
    request_log_id: record.id,
  });
}

const shown = ["type", "charge", "code", "decline_code", "message", "param"] as const;

/** The fields of an error that `stripe logs tail` prints, as the caller was told them. */
function errorOf({ status, path, error_code: code, response_body: body }: RequestRecord): Record<string, string> {
  const native = { status, code, body: redact(body ?? ""), headers: {} };
  const worded = toStripe(native, { idParam: "id", path, version: newestVersion });
  const { error } = JSON.parse(worded.body) as { error: Record<string, unknown> };
  return Object.fromEntries(
    shown.flatMap((name) => {
      const value = error[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}

/** Sends requests in the order in which they were logged. */
export function createLogSender(send: Send): (text: string) => void {
  let last: Promise<unknown> = Promise.resolve();
  return (text) => void (last = last.then(() => send(text)));
}
