import type { Clock } from "../platform/clock.ts";
import { wallMs } from "../platform/real-clock.ts";
import type { Admit } from "./admission.ts";
import type { Refusal } from "./app.ts";
import { anyKey } from "./authenticate.ts";
import type { RequestLog, RequestRecord } from "./request-log.ts";

/** Logs what was refused before an operation had it. */
export interface RefusalLog {
  add: (refusal: Refusal) => void;
  /** Waits until what was refused so far is in the request log. */
  settle: () => Promise<void>;
}

interface Parts {
  admit: Admit;
  clock: Clock;
  requestLog: RequestLog;
  /** The realm whose log shows requests without a known caller: that of the sandbox's own account. */
  ownRealm: () => number;
}

/** Makes the log of refusals: it finds out whose they are without keeping anybody waiting. */
export function createRefusalLog({ admit, clock, requestLog, ownRealm }: Parts): RefusalLog {
  let last: Promise<void> = Promise.resolve();
  const add = async (refusal: Refusal) => {
    const realm = await admit(refusal.request, anyKey).then(
      (principal) => principal?.realm,
      () => undefined,
    );
    requestLog.add(toRecord(refusal, realm ?? ownRealm(), clock.seconds()));
  };
  return {
    add: (refusal) => void (last = Promise.all([last, add(refusal)]).then(() => {})),
    settle: () => last,
  };
}

/** Its body was not read, or not understood. */
function toRecord({ request, answer }: Refusal, realm: number, now: number): RequestRecord {
  const { headers } = request;
  const externalId = headers["x-request-id"];
  return {
    id: request.id,
    realm,
    ip: request.ip,
    trace: undefined,
    method: request.method,
    path: request.url.slice(0, 2048),
    operation: null,
    status: answer.status,
    error_code: answer.code,
    latency_us: 0,
    idempotency_key: null,
    idempotent_replay: 0,
    external_id: typeof externalId === "string" ? externalId.slice(0, 128) : null,
    request_body: undefined,
    response_body: answer.body,
    created: now,
    endedAtMs: wallMs(),
  };
}
