import type { AnyEvent, Attempt } from "@micro/sdk";
import { expect, test } from "vitest";

import { rowOfListed } from "./event-row.ts";

test("why an endpoint did not answer is told in the words of the listener", () => {
  const event = { seq: 1, id: "evt_1", type: "payment.created", created: 0, data: { object: {} } } as AnyEvent;
  const attempt = { status_code: null, latency_ms: 1 } as Attempt;
  const messageOf = (error: Attempt["error"], message: string) =>
    rowOfListed(event, [{ ...attempt, error, error_message: message }]).delivery?.message;
  expect(messageOf("connection_refused", "connect ECONNREFUSED 127.0.0.1:3000")).toBe("nothing listens there");
  expect(messageOf("timeout", "no answer within 15 s")).toBe("no answer within 15 s");
});
