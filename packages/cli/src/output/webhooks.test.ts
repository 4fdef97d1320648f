import { stripVTControlCharacters } from "node:util";

import type { Attempt } from "@micro/sdk";
import { expect, test } from "vitest";

import { attemptsText } from "./webhooks.ts";

const attempt: Attempt = {
  id: "att_1",
  object: "webhook_attempt",
  event: "evt_1",
  delivery: null,
  source: "listener",
  url: "http://127.0.0.1:3000/",
  status_code: 500,
  error: "status",
  error_message: null,
  latency_ms: 3,
  request_headers: {},
  response_body: "TypeError: order is undefined\n  at \u001B[31mwebhook.js:12",
  created: 1_800_000_000,
};

test("below an attempt that failed stands what came back, with nothing that moves the cursor", () => {
  const arrived = { ...attempt, id: "att_2", status_code: 200, error: null, response_body: "ok" };
  const refused = { ...attempt, id: "att_3", status_code: null, error: "connection_refused", error_message: "no" };
  expect(stripVTControlCharacters(attemptsText([attempt, arrived, refused as Attempt])).split("\n")).toEqual([
    expect.stringMatching(/^att_1 .* \[500\] +3 ms/),
    "  TypeError: order is undefined",
    "    at ·[31mwebhook.js:12",
    expect.stringMatching(/^att_2 /),
    expect.stringMatching(/^att_3 .* no answer {2}connection_refused/),
    "  no",
  ]);
});
