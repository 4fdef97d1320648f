import { attemptErrors, OneOf, Params, type StreamRequest } from "@micro/sdk/contract";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { limits } from "../../platform/limits.ts";
import { onFirstUse } from "../../platform/on-first-use.ts";

const count = Type.Integer({ minimum: 0 });
const url = Type.String({ maxLength: 2048 });
const headers = Type.Optional(Type.Record(Type.String(), Type.String()));

const validator = onFirstUse(() =>
  Compile(
    Type.Union([
      Params({
        type: Type.Literal("subscribe"),
        types: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 })),
        after: Type.Optional(count),
        history_id: Type.Optional(Type.String({ maxLength: 64 })),
      }),
      Params({ type: Type.Literal("ack"), seq: count }),
      Params({
        type: Type.Literal("result"),
        event_id: Type.String({ maxLength: 64 }),
        url,
        status: Type.Integer({ minimum: 100, maximum: 599 }),
        latency_ms: count,
        body: Type.String({ maxLength: limits.deliveryAnswerBytesMax }),
        headers,
      }),
      Params({
        type: Type.Literal("failed"),
        event_id: Type.String({ maxLength: 64 }),
        url,
        reason: OneOf(...attemptErrors),
        message: Type.String({ maxLength: 1000 }),
        latency_ms: count,
        headers,
      }),
    ]),
  ),
);

/** A subscriber's message, or the sentence that says what is wrong with it. */
export function parseStreamRequest(text: string): StreamRequest | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "The message is not JSON.";
  }
  return validator().Check(parsed) ? parsed : "The message is not one of the protocol micro.v1.";
}
