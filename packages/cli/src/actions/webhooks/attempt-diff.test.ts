import type { Attempt } from "@micro/sdk";
import { expect, test } from "vitest";

import { diffAttempts } from "./attempt-diff.ts";

const attempt = (id: string, created: number, more: Partial<Attempt>): Attempt => ({
  id,
  object: "webhook_attempt",
  event: "evt_1",
  delivery: "del_1",
  source: "endpoint",
  url: "http://127.0.0.1/",
  status_code: 200,
  error: null,
  error_message: null,
  latency_ms: 1,
  request_headers: { "webhook-id": "evt_1", "webhook-timestamp": String(created) },
  response_body: "ok",
  created,
  ...more,
});

test("what changed from one attempt to the next is named, oldest first, and what did not is not", () => {
  const second = attempt("att_2", 105, {});
  const first = attempt("att_1", 100, { status_code: null, error: "timeout", response_body: null });
  expect(diffAttempts([second, first])).toEqual([
    {
      from: "att_1",
      to: "att_2",
      seconds_between: 5,
      differences: [
        { what: "status", before: null, after: "200" },
        { what: "error", before: "timeout", after: null },
        { what: "header webhook-timestamp", before: "100", after: "105" },
        { what: "answer", before: null, after: "ok" },
      ],
    },
  ]);
});

test("one attempt has nothing to be compared with", () => {
  expect(diffAttempts([attempt("att_1", 100, {})])).toEqual([]);
});

test("an attempt is compared with the one before at the same delivery or forward, whatever lies between", () => {
  const listener = { delivery: null, source: "listener" } as const;
  const attempts = [
    attempt("att_1", 100, {}),
    attempt("att_2", 101, { delivery: "del_2" }),
    attempt("att_3", 102, { ...listener }),
    attempt("att_4", 103, { ...listener, url: "http://127.0.0.1/other" }),
    attempt("att_5", 104, { ...listener, event: "evt_2" }),
    attempt("att_6", 105, { url: "http://127.0.0.1/moved" }),
    attempt("att_7", 106, { ...listener }),
  ];
  const pairs = diffAttempts(attempts.toReversed()).map(({ from, to }) => [from, to]);
  expect(pairs).toEqual([
    ["att_1", "att_6"],
    ["att_3", "att_7"],
  ]);
});
