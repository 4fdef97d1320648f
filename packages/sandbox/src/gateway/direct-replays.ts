import type { OperationId } from "@micro/sdk/contract";

import { canonicalJson } from "../platform/canonical-json.ts";
import { wallMs } from "../platform/real-clock.ts";
import type { DomainError } from "../platform/errors.ts";
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

export interface DirectReplays {
  /** Answers a call as it was answered before, or performs it. */
  answer(call: IdempotentCall, request: string, perform: () => Promise<Answer>): Promise<Answer>;
  /** The refusal of a call of another kind, whose key was used for one of these. */
  refusalOf(call: IdempotentCall): DomainError | undefined;
}

/**
 * Remembers the answers of what is done to the sandbox itself: a clock that was advanced, a reset. Nothing of that is
 * in the file, so the memory of it is not either; its age is real time, since the sandbox's is what these calls move.
 * A call that failed did nothing, and is not remembered.
 */
export function createDirectReplays(): DirectReplays {
  const replays = new Map<string, Replay>();

  const forgetOld = (nowMs: number) => {
    for (const [name, replay] of replays) {
      if (!isOld(replay, nowMs) && replays.size <= limits.directReplaysMax) break;
      replays.delete(name);
    }
  };

  return {
    answer: async (call, request, perform) => {
      const nowMs = wallMs();
      forgetOld(nowMs);
      const name = nameOf(call);
      const input = canonicalJson(call.input);
      const earlier = replays.get(name);
      if (earlier) {
        if (earlier.operation !== call.operation || earlier.input !== input) {
          throw reusedKey(call.key, earlier.operation);
        }
        const { headers, ...answer } = await earlier.answer;
        const original = { "idempotent-replayed": "true", "original-request": earlier.request };
        return { ...answer, headers: { ...headers, ...original } };
      }
      const answer = perform();
      replays.set(name, { operation: call.operation, input, request, answer, createdMs: nowMs });
      try {
        return await answer;
      } catch (cause) {
        replays.delete(name);
        throw cause;
      }
    },
    refusalOf: (call) => {
      // Usually there is nothing to look up.
      const earlier = replays.size === 0 ? undefined : replays.get(nameOf(call));
      return earlier && !isOld(earlier, wallMs()) ? reusedKey(call.key, earlier.operation) : undefined;
    },
  };
}

const nameOf = ({ realm, key }: IdempotentCall) => `${realm}:${key}`;

const isOld = ({ createdMs }: Replay, nowMs: number) => nowMs - createdMs >= limits.idempotencyLifetimeSeconds * 1000;
