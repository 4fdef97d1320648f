import type { StreamRequest } from "@micro/sdk/contract";

import type { Ids } from "../platform/ids.ts";
import type { Log } from "../platform/log.ts";
import type { CredentialHeaders } from "./authenticate.ts";
import type { Invoke } from "./invoke.ts";

interface Reporter {
  invoke: Invoke;
  ids: Ids;
  credentials: CredentialHeaders;
  log: Log;
}

/** Keeps what became of a forward, as the operation that anyone can call does. */
export async function reportForward(
  { invoke, ids, credentials, log }: Reporter,
  message: Extract<StreamRequest, { type: "result" | "failed" }>,
): Promise<void> {
  const common = {
    event: message.event_id,
    url: message.url,
    latency_ms: message.latency_ms,
    ...(message.headers && { request_headers: message.headers }),
  };
  const succeeded = message.type === "result" && message.status >= 200 && message.status < 300;
  const answer = await invoke({
    operation: "webhook_attempts.create",
    input:
      message.type === "result"
        ? {
            ...common,
            status_code: message.status,
            response_body: message.body,
            ...(!succeeded && { error: message.status >= 300 && message.status < 400 ? "redirect" : "status" }),
          }
        : { ...common, error: message.reason, error_message: message.message },
    credentials,
    requestId: ids("request"),
    method: "POST",
    path: "/webhooks/attempts",
  });
  if (answer.status >= 400) log.debug({ code: answer.code }, "a forward's result was not kept");
}
