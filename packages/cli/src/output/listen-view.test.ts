import { stripVTControlCharacters } from "node:util";

import { beforeEach, expect, test, vi } from "vitest";

import type { Delivery } from "../actions/listen/deliveries.ts";
import type { ListenView } from "../actions/listen/listen.ts";
import { listenJson } from "./listen-json.ts";
import { listenText, silentText } from "./listen-text.ts";

const facts = { url: "http://127.0.0.1:8080", forward_to: "http://127.0.0.1:3000/", events: null };
const event = { seq: 7, id: "evt_1", type: "payment.created", payload: '{"id":"evt_1"}' };
const delivery = {
  event,
  url: facts.forward_to,
  headers: {},
  attempt: 2,
  outcome: "delivered",
  retryInMs: undefined,
} as const;
const answered = (status: number) => ({ answered: true, status, latencyMs: 12, body: "" }) as const;
const refused = {
  answered: false,
  reason: "connection_refused",
  message: "nothing listens there",
  latencyMs: 1,
} as const;
const ready = {
  type: "ready",
  seq: 6,
  instance_id: "ins_1",
  history_id: "his_1",
  secret: "whsec_1",
  account: "org_1",
  livemode: false,
} as const;

let stdout: string;
let stderr: string;
beforeEach(() => {
  stdout = "";
  stderr = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
});

function play(view: ListenView): void {
  const deliveries: Delivery[] = [
    { ...delivery, result: answered(200) },
    { ...delivery, attempt: 1, outcome: "retrying", retryInMs: 1000, result: refused },
    { ...delivery, outcome: "failed", result: answered(302) },
  ];
  view.ready(ready);
  view.event(event);
  for (const each of deliveries) view.delivery(each);
  view.dropped(event, facts.forward_to);
  view.disconnected({ code: 1006, reason: "", retryInMs: 250.5 });
  view.disconnected({ code: 1006, reason: "", retryInMs: 500 });
  view.reconnected("http://127.0.0.1:8081");
  view.historyChanged();
  view.ended(1);
}

test("text: where there are several targets, each delivery says to which it went", () => {
  const target = "http://127.0.0.1:4000/";
  const view = listenText({ ...facts, forward_to: [facts.forward_to, target] }, () => new Date(2026, 0, 1, 12, 0, 1));
  view.delivery({ ...delivery, url: target, result: answered(500) });
  expect(stripVTControlCharacters(stdout)).toBe(
    "12:00:01  <-- [500]  payment.created  evt_1  http://127.0.0.1:4000/  12 ms\n",
  );
});

test("text: a line for each event and delivery on stdout, the rest on stderr", () => {
  play(listenText(facts, () => new Date(2026, 0, 1, 12, 0, 1)));
  expect(stripVTControlCharacters(stdout)).toMatchInlineSnapshot(`
    "12:00:01  --> payment.created  evt_1
    12:00:01  <-- [200]  payment.created  evt_1  12 ms
    12:00:01  <-- [no answer]  payment.created  evt_1  nothing listens there; again in 1 s
    12:00:01  <-- [302]  payment.created  evt_1  12 ms; a redirect, which is not followed; given up after 2 attempts
    12:00:01  <-- dropped on purpose  payment.created  evt_1
    "
  `);
  expect(stripVTControlCharacters(stderr)).toMatchInlineSnapshot(`
    "Ready. Listening to all events of http://127.0.0.1:8080 (test mode).
    Forwarding to http://127.0.0.1:3000/, signed with whsec_1
    ^C ends it.
    Lost the connection; trying again. If the sandbox was stopped: micro sandbox start.
    Connected again to http://127.0.0.1:8081; going on where it broke off.
    The sandbox was reset: going on with what happens from now.
    1 event was not delivered.
    micro webhooks attempts shows what came back; while micro listen runs, micro events resend --failed sends again.
    "
  `);
});

test("json: one object a line on stdout, the first of type ready, and nothing on stderr", () => {
  play(listenJson(facts));
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchInlineSnapshot(`
    [
      {
        "account": "org_1",
        "events": null,
        "forward_to": "http://127.0.0.1:3000/",
        "livemode": false,
        "secret": "whsec_1",
        "seq": 6,
        "type": "ready",
        "url": "http://127.0.0.1:8080",
      },
      {
        "event": {
          "id": "evt_1",
        },
        "id": "evt_1",
        "seq": 7,
        "type": "event",
      },
      {
        "attempt": 2,
        "event_id": "evt_1",
        "event_type": "payment.created",
        "latency_ms": 12,
        "message": null,
        "outcome": "delivered",
        "reason": null,
        "retry_in_ms": null,
        "status": 200,
        "type": "delivery",
        "url": "http://127.0.0.1:3000/",
      },
      {
        "attempt": 1,
        "event_id": "evt_1",
        "event_type": "payment.created",
        "latency_ms": 1,
        "message": "nothing listens there",
        "outcome": "retrying",
        "reason": "connection_refused",
        "retry_in_ms": 1000,
        "status": null,
        "type": "delivery",
        "url": "http://127.0.0.1:3000/",
      },
      {
        "attempt": 2,
        "event_id": "evt_1",
        "event_type": "payment.created",
        "latency_ms": 12,
        "message": null,
        "outcome": "failed",
        "reason": null,
        "retry_in_ms": null,
        "status": 302,
        "type": "delivery",
        "url": "http://127.0.0.1:3000/",
      },
      {
        "event_id": "evt_1",
        "event_type": "payment.created",
        "type": "dropped",
        "url": "http://127.0.0.1:3000/",
      },
      {
        "code": 1006,
        "reason": "",
        "retry_in_ms": 251,
        "type": "disconnected",
      },
      {
        "code": 1006,
        "reason": "",
        "retry_in_ms": 500,
        "type": "disconnected",
      },
      {
        "type": "reconnected",
        "url": "http://127.0.0.1:8081",
      },
      {
        "type": "history_changed",
      },
      {
        "type": "ended",
        "undelivered": 1,
      },
    ]
  `);
  expect(stderr).toBe("");
});

test("a target that nothing listens at yet is told with what becomes of the events", () => {
  expect(silentText("http://localhost:3000/", true)).toContain("is sent again until something does.");
  expect(silentText("http://localhost:3000/", false)).toContain("is not sent again, by --no-retry.");
});
