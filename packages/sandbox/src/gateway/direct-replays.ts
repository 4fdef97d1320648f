import type { OperationId } from "@micro/sdk/contract";

import { canonicalJson } from "../platform/canonical-json.ts";
import { wallMs } from "../platform/clock.ts";
import { limits } from "../platform/limits.ts";
import type { Answer } from "./answer.ts";
import { reusedKey, type IdempotentCall } from "./idempotency.ts";

interface Replay {
  operation: OperationId;
  input: string;
  request: string;
  answer: Promise<Answer>;
  createdMs: number;
}

/** Answers a call as it was answered before, or performs it. */
export type ReplayDirect = (call: IdempotentCall, request: string, perform: () => Promise<Answer>) => Promise<Answer>;

/**
 * Remembers the answers of what is done to the sandbox itself: a clock that was advanced, a reset. Nothing of that is
 * in the file, so the memory of it is not either; its age is real time, since the sandbox's is what these calls move.
 * A call that failed did nothing, and is not remembered.
 */
export function createDirectReplays(): ReplayDirect {
  const replays = new Map<string, Replay>();

  const forgetOld = (nowMs: number) => {
    for (const [name, { createdMs }] of replays) {
      const isOld = nowMs - createdMs >= limits.idempotencyLifetimeSeconds * 1000;
      if (!isOld && replays.size <= limits.directReplaysMax) break;
      replays.delete(name);
    }
  };

  return async (call, request, perform) => {
    const nowMs = wallMs();
    forgetOld(nowMs);
    const name = `${call.realm}:${call.key}`;
    const input = canonicalJson(call.input);
    const earlier = replays.get(name);
    if (earlier) {
      if (earlier.operation !== call.operation || earlier.input !== input) throw reusedKey(call.key, earlier.operation);
      const { headers, ...answer } = await earlier.answer;
      return { ...answer, headers: { ...headers, "idempotent-replayed": "true", "original-request": earlier.request } };
    }
    const answer = perform();
    replays.set(name, { operation: call.operation, input, request, answer, createdMs: nowMs });
    try {
      return await answer;
    } catch (cause) {
      replays.delete(name);
      throw cause;
    }
  };
}
