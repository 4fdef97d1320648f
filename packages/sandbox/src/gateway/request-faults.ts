import { operations } from "@micro/sdk/contract";

import { pause } from "../platform/real-clock.ts";
import type { Platform, Principal } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import { errorAnswer, type Answer } from "./answer.ts";
import type { Call } from "./invoke.ts";

/** What goes wrong with a request on purpose. */
export interface RequestFaults {
  ids: readonly string[];
  /** Waits as long as it is to take, or until the sandbox stops, which answers what is under way. */
  wait: () => Promise<void>;
  /** The answer in place of the work. */
  instead: Answer | undefined;
  /** What becomes of the answer on its way. */
  broken: Answer["broken"];
}

/** What works on the sandbox itself never goes wrong: it is how a rule is taken back. */
const isSpared = (path: string) => path.startsWith("/sandbox") || path === "/health";

/** Which rules fire for a request. */
export function drawRequestFaults(
  platform: Platform,
  call: Call,
  principal: Principal | null,
  stopping: AbortSignal,
): RequestFaults | undefined {
  if (!platform.faults.any() || isSpared(operations[call.operation].path)) return undefined;
  const { method, operation, requestId } = call;
  const path = call.path.split("?")[0] ?? "";
  const fired = platform.faults.forRequest({
    account: principal?.account ?? null,
    mode: principal?.mode ?? null,
    method,
    operation,
    path,
  });
  if (fired.length === 0) return undefined;
  const latencyMs = fired.reduce((sum, fault) => sum + fault.latencyMs, 0);
  const wrong = fired.find(({ effect }) => effect === "error");
  const broken = fired.map(({ effect }) => effect).find((effect) => effect === "reset" || effect === "cut_off");
  return {
    ids: fired.map(({ id }) => id),
    wait: () => pause(latencyMs, stopping),
    instead: wrong && {
      ...errorAnswer(errorOf(wrong), requestId),
      ...(wrong.status !== null && { status: wrong.status }),
    },
    broken,
  };
}

const errorOf = ({ code }: { code: ConstructorParameters<typeof DomainError>[0] }) =>
  new DomainError(code, code === "rate_limited" ? { retryAfterSeconds: 1 } : {});
