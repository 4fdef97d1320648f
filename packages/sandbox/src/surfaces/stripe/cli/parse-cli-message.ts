import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";

import { limits } from "../../../platform/limits.ts";
import { onFirstUse } from "../../../platform/on-first-use.ts";

const id = Type.String({ maxLength: 64 });

const CliMessage = Type.Union([
  Type.Object({ type: Type.Literal("event_ack"), event_id: id }),
  Type.Object({
    type: Type.Literal("webhook_response"),
    webhook_id: id,
    forward_url: Type.String({ maxLength: 2048 }),
    status: Type.Integer({ minimum: 100, maximum: 599 }),
    body: Type.String({ maxLength: limits.deliveryAnswerBytesMax }),
  }),
]);
/** What Stripe's command line says: it has an event, or what the event's receiver answered. */
export type CliMessage = Static<typeof CliMessage>;

const validator = onFirstUse(() => Compile(CliMessage));

/** Parses a message; undefined for one of an unknown kind. */
export function parseCliMessage(text: string): CliMessage | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return validator().Check(parsed) ? parsed : undefined;
}
