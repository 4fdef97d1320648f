import { stripVTControlCharacters } from "node:util";

import { renderToString } from "ink";
import { expect, test } from "vitest";

import { fold } from "../model/fold.ts";
import { initialState, type EventRow } from "../model/state.ts";
import { App, scrollMaxOf } from "./app.tsx";
import { keysOf } from "./root.tsx";

const target = { url: "http://127.0.0.1:3000/hook", verdict: "up", about: "1 ms" } as const;
const empty = fold(initialState({ url: "http://127.0.0.1:8080", account: "dev@localhost", mode: "test", target }), {
  type: "connection",
  connection: "live",
});
const event = (seq: number, summary: string): EventRow => ({
  seq,
  id: `evt_${seq}`,
  type: "payment.succeeded",
  payload: JSON.stringify({ id: `evt_${seq}`, data: { object: { description: summary } } }),
  created: 0,
  summary,
  delivery: { outcome: seq % 2 === 0 ? "delivered" : "failed", status: 200, latencyMs: 5, attempts: seq, message: "" },
});
const full = fold(empty, {
  type: "events",
  rows: Array.from({ length: 40 }, (_, index) => event(index + 1, `${index}.00 USD`)),
});
const draw = (state: typeof empty, columns: number, rows: number) =>
  stripVTControlCharacters(renderToString(<App state={state} columns={columns} rows={rows} />, { columns }));

test("60 × 15 shows header, pages, events and keys, and nothing leaves the window", () => {
  const lines = draw(full, 60, 15).split("\n");
  expect(lines.length).toBeLessThanOrEqual(15);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  expect(lines[0]).toMatch(/micro 127\.0\.0\.1:8080/);
  expect(lines[1]).toContain("[1 Events 40]");
  expect(lines[3]).toMatch(/^›✓ .*payment\.succeeded/);
  expect(lines.at(-1)).toContain("q quit");
});

test("a wide window shows the details beside the list", () => {
  const text = draw(full, 120, 30);
  expect(text).toContain("payment.succeeded  #40");
  expect(text).toContain('"description": "39.00 USD"');
});

test.for([80, 120])("what the receiver answered can be read to its end, at %i columns", (columns) => {
  const body = `{"error":"${"It went wrong. ".repeat(12)}","at":"webhook.js:12"}`;
  const attempt = { id: "att_1", url: target.url, status_code: 500, latency_ms: 3, created: 0, response_body: body };
  const details = { id: "evt_40", attempts: [attempt as never], transactions: [] };
  const state = { ...fold(full, { type: "details", details }), showsDetails: true };
  const text = draw(state, columns, 40);
  expect(text.replaceAll(/[\s│]/g, "")).toContain('"at":"webhook.js:12"}'.replaceAll(/\s/g, ""));
  expect(scrollMaxOf(state, columns, 20)).toBeGreaterThan(scrollMaxOf(state, 300, 20));
  expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(columns);
});

test.for([
  [20, 5],
  [1, 1],
  [300, 80],
] as const)("a window of %i × %i is drawn", ([columns, rows]) => {
  expect(draw(full, columns, rows).split("\n").length).toBeLessThanOrEqual(rows);
});

test("20 × 5 says how large the window has to be, and the way out", () => {
  expect(draw(full, 20, 5).split("\n")).toEqual(["window too small", "from 30×8 up", "q quit"]);
});

test("60 × 15 shows every key there is, and 120 columns every amount", () => {
  const help = draw(fold(full, { type: "overlay", overlay: { kind: "help" } }), 60, 15);
  expect(help).toMatch(/q {2}\^C +quit/);
  expect(help.split("\n").slice(3).join("")).not.toContain("…");
  expect(draw(full, 120, 30)).toMatch(/^›✓ .* 39\.00 USD/m);
  const idle = fold(
    initialState({ url: "http://127.0.0.1:8080", account: "dev@localhost", mode: "test", target: undefined }),
    {
      type: "events",
      rows: [{ ...event(1, "20.00 USD  succeeded  pi_1"), delivery: undefined }],
    },
  );
  expect(draw(idle, 120, 30)).toMatch(/^›· \S+ payment\.succeeded +20\.00 USD {2}succeeded {2}pi_1 *│/m);
});

test("wide letters, text from right to left and control characters stay in their line", () => {
  const nasty = "支付 שלום \u202E\u001B[2J\u0007 👩‍👩‍👧 end";
  const state = fold(empty, { type: "events", rows: [event(2, nasty)] });
  for (const columns of [60, 120]) {
    const text = renderToString(<App state={state} columns={columns} rows={15} />, { columns });
    expect(text).not.toContain("\u001B[2J");
    expect(text).not.toContain("\u202E");
    expect(text.split("\n").length).toBeLessThanOrEqual(15);
  }
});

test("every page says what it is for while it is empty", () => {
  for (const tab of ["events", "requests", "payments", "ledger", "inbox"] as const) {
    expect(draw(fold(empty, { type: "tab", tab }), 80, 20)).toMatch(/No |Nothing /);
  }
});

test("the last line has the keys of what lies over the list, and none that do something else there", () => {
  const footer = (state: typeof empty) => draw(state, 80, 24).split("\n").at(-1);
  const over = (overlay: Parameters<typeof fold>[1] & { type: "overlay" }) => footer(fold(full, overlay));
  expect(over({ type: "overlay", overlay: { kind: "help" } })).toBe("any key closes this");
  expect(over({ type: "overlay", overlay: { kind: "trigger", text: "", index: 0 } })).toMatch(/⏎ trigger {2}Esc close/);
  expect(over({ type: "overlay", overlay: { kind: "faults", lines: [], ids: [], index: 0 } })).toMatch(/a add/);
});

test("the last line offers to send again on the page of events alone", () => {
  const footer = (tab: "events" | "ledger", columns: number) =>
    draw(fold(full, { type: "tab", tab }), columns, 24)
      .split("\n")
      .at(-1);
  for (const columns of [80, 140]) {
    expect(footer("events", columns)).toContain("r resend  ");
    expect(footer("ledger", columns)).toMatch(/t trigger {2}[f/]/);
  }
});

test("where one types a long line, its end is seen; an example stands there until one does", () => {
  const typing = (text: string) => fold(full, { type: "overlay", overlay: { kind: "prompt", prompt: "fault", text } });
  expect(draw(typing(""), 80, 24)).toContain('Fault, as JSON: ▏ {"effect":"latency","latency_ms":500}');
  const footer = draw(typing(`{"effect":"error",${" ".repeat(80)}"status":503}`), 80, 24)
    .split("\n")
    .at(-1);
  expect(footer).toMatch(/^Fault, as JSON: ….*"status":503\}▏$/);
  expect(footer?.length).toBeLessThanOrEqual(80);
});

test("a list that was cleared does not say that nothing ever happened", () => {
  const text = draw(fold(full, { type: "clear" }), 80, 24);
  expect(text).toContain("Nothing since the list was cleared.");
  expect(text).not.toContain("No event yet");
});

test("letters that come at once are keys one after the other", () => {
  const none = Object.fromEntries(["upArrow", "return", "escape", "ctrl"].map((name) => [name, false]));
  expect(keysOf("ab", none as never).map(({ name }) => name)).toEqual(["a", "b"]);
  expect(keysOf("a\u0015\r\u007F", none as never)).toEqual([
    { name: "a", ctrl: false },
    { name: "u", ctrl: true },
    { name: "enter" },
    { name: "backspace" },
  ]);
});
