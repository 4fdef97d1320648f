import { describe, expect, test } from "vitest";

import type { Action } from "./action.ts";
import { fold } from "./fold.ts";
import { meaningOf, pickTypes, type Key } from "./key.ts";
import { rowsOf } from "./rows.ts";
import { selectedIndex, selectedRow } from "./selection.ts";
import { initialState, rowsMax, type EventRow, type State } from "./state.ts";

const start = initialState({ url: "http://127.0.0.1:8080", account: "dev", mode: "test", target: undefined });
const row = (seq: number, type = "payment.created"): EventRow => ({
  seq,
  id: `evt_${seq}`,
  type,
  payload: JSON.stringify({ id: `evt_${seq}`, amount: seq }),
  created: 0,
  summary: "",
  delivery: undefined,
});
const play = (...actions: readonly Action[]): State => actions.reduce(fold, start);
const events = (...rows: readonly EventRow[]): Action => ({ type: "events", rows });
const failed = { outcome: "failed", status: 500, latencyMs: 3, attempts: 2, message: "" } as const;

function press(state: State, ...names: readonly string[]): State {
  return names.reduce((current, name) => {
    const meaning = meaningOf(current, { name });
    return meaning === undefined || "command" in meaning ? current : fold(current, meaning);
  }, state);
}
const commandOf = (state: State, key: Key) => {
  const meaning = meaningOf(state, key);
  return meaning !== undefined && "command" in meaning ? meaning.command : undefined;
};

describe("Esc", () => {
  test("leaves the details, then the message, and then takes filter and search away", () => {
    const searched = play(events(row(1)), { type: "search", text: "nothing" }, { type: "filter", text: "4xx" });
    const told = fold(searched, { type: "message", text: "It failed.", kind: "error" });
    const dismissed = press(told, "escape");
    expect(dismissed).toMatchObject({ message: undefined, search: "nothing", filter: "4xx" });
    const opened = press(dismissed, "enter");
    expect(press(opened, "escape")).toMatchObject({ showsDetails: false, search: "nothing" });
    const back = press(opened, "escape", "escape");
    expect(back).toMatchObject({ search: "", filter: "" });
    expect(rowsOf(back)).toHaveLength(1);
  });
});

describe("events", () => {
  test("stand newest first, and the newest is selected until one moves", () => {
    const state = play(events(row(1), row(2)));
    expect(state.events.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(selectedRow(fold(state, events(row(3))))).toMatchObject({ seq: 3 });
    const moved = press(state, "j");
    expect(selectedRow(fold(moved, events(row(3))))).toMatchObject({ seq: 1 });
    expect(selectedRow(fold(press(moved, "g"), events(row(3))))).toMatchObject({ seq: 3 });
  });

  test("are all counted, and the latest thousand kept", () => {
    const many = Array.from({ length: rowsMax + 500 }, (_, index) => row(index + 1));
    const state = play(events(...many), events(row(2000)));
    expect({ kept: state.events.length, counted: state.eventCount, newest: state.events[0]?.seq }).toEqual({
      kept: rowsMax,
      counted: rowsMax + 501,
      newest: 2000,
    });
  });

  test("that come while paused wait, with their deliveries, and appear afterwards", () => {
    const paused = play(events(row(1)), { type: "pause" }, events(row(2), row(3)));
    expect([paused.events.length, paused.held.length, paused.eventCount]).toEqual([1, 2, 3]);
    const delivered = fold(paused, { type: "delivery", eventId: "evt_2", delivery: failed });
    expect(fold(delivered, { type: "pause" }).events.map(({ delivery }) => delivery?.outcome)).toEqual([
      undefined,
      "failed",
      undefined,
    ]);
  });

  test("that are sent again keep their place", () => {
    expect(play(events(row(1), row(2)), events(row(1)))).toMatchObject({
      eventCount: 2,
      events: [{ seq: 2 }, { seq: 1 }],
    });
  });

  test("of a history that ended are forgotten", () => {
    expect(play(events(row(1)), { type: "historyChanged" })).toMatchObject({ events: [], eventCount: 0 });
  });
});

test("a filter is a type, a pattern, an outcome or a class of statuses; a search looks into the payload", () => {
  const state = play(events(row(1), row(2, "charge.failed")), { type: "delivery", eventId: "evt_1", delivery: failed });
  const seqs = (text: string, kind: "filter" | "search" = "filter") =>
    rowsOf(fold(state, { type: kind, text })).map((found) => ("seq" in found ? found.seq : 0));
  expect([seqs("charge.*"), seqs("failed"), seqs("5xx"), seqs("500"), seqs("4xx")]).toEqual([[2], [1], [1], [1], []]);
  expect([seqs('"amount":2', "search"), seqs("CHARGE", "search")]).toEqual([[2], [2]]);
});

test("what failed and is tried again has failed for the filter, as for R", () => {
  const retrying = { ...failed, outcome: "retrying" } as const;
  const state = play(events(row(1), row(2)), { type: "delivery", eventId: "evt_1", delivery: retrying });
  const shown = (text: string) => rowsOf(fold(state, { type: "filter", text })).length;
  expect([shown("failed"), shown("retrying"), shown("delivered")]).toEqual([1, 1, 0]);
});

test("a selection never leaves the list, however it is moved", () => {
  const state = play(events(row(1), row(2), row(3)));
  expect(selectedIndex(press(state, "G"))).toBe(2);
  expect(selectedIndex(press(state, "G", "down", "pageDown"))).toBe(2);
  expect(selectedIndex(press(state, "pageDown", "pageUp", "up"))).toBe(0);
  expect(selectedRow(press(start, "j", "G", "k"))).toBeUndefined();
});

describe("keys", () => {
  test.for([
    ["1", { type: "tab", tab: "events" }],
    ["5", { type: "tab", tab: "inbox" }],
    ["tab", { type: "tab", tab: "requests" }],
    ["left", { type: "tab", tab: "inbox" }],
    ["p", { type: "pause" }],
    ["x", { type: "clear" }],
    ["enter", { type: "open" }],
    ["escape", { type: "back" }],
    ["r", { command: { type: "resend", which: "selected" } }],
    ["R", { command: { type: "resend", which: "failed" } }],
    ["c", { command: { type: "copy" } }],
    ["e", { command: { type: "edit" } }],
    ["F", { command: { type: "faults" } }],
    ["q", { command: { type: "quit", exitCode: 0 } }],
    ["t", { type: "overlay", overlay: { kind: "trigger", text: "", index: 0 } }],
    ["?", { type: "overlay", overlay: { kind: "help" } }],
    ["C", { type: "overlay", overlay: { kind: "prompt", prompt: "clock", text: "" } }],
    ["Z", undefined],
  ] as const)("%s", ([name, meaning]) => {
    expect(meaningOf(start, { name })).toEqual(meaning);
  });

  test("^C quits from everywhere", () => {
    for (const state of [start, press(start, "t"), press(start, "/"), press(start, "?")]) {
      expect(commandOf(state, { name: "c", ctrl: true })).toEqual({ type: "quit", exitCode: 130 });
    }
  });

  test("in a prompt letters are text, q too", () => {
    const typed = press(start, "/", "q", "p", "é", "backspace");
    expect(typed.overlay).toEqual({ kind: "prompt", prompt: "search", text: "qp" });
    expect(press(typed, "enter").search).toBe("qp");
    expect(press(typed, "escape").overlay).toEqual({ kind: "none" });
    expect(commandOf(press(start, "C", "5", "m"), { name: "enter" })).toEqual({ type: "advance", duration: "5m" });
  });

  test("the picker searches, moves and triggers", () => {
    const open = press(start, "t", "c", "h", "a", "r", "g", "e", "down");
    const second = pickTypes("charge")[1];
    expect(commandOf(open, { name: "enter" })).toEqual({ type: "trigger", event: second });
    expect(pickTypes("payment succ")).toContain("payment.succeeded");
    expect(pickTypes("paymant.succeeded")).toContain("payment.succeeded");
  });

  test("in the details G shows the end, also when more comes in later, and the arrows go on from there", () => {
    const atEnd = press(play(events(row(1), row(2))), "enter", "G");
    expect(meaningOf(atEnd, { name: "up" }, 7)).toEqual({ type: "scroll", to: 6 });
    expect(meaningOf(atEnd, { name: "up" }, 20)).toEqual({ type: "scroll", to: 19 });
  });

  test("in the details the arrows scroll", () => {
    const state = press(play(events(row(1), row(2))), "enter", "down", "down", "up");
    expect([state.scroll, selectedIndex(state), press(state, "escape").scroll]).toEqual([1, 0, 0]);
  });
});
