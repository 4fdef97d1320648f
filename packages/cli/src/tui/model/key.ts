import { eventTypes } from "@micro/sdk";

import { nearest } from "../../output/nearest.ts";
import type { Action } from "./action.ts";
import { tabs, type Overlay, type State } from "./state.ts";

/** A key, whatever terminal it came from. */
export interface Key {
  /** The character, or the name: `up`, `down`, `pageUp`, `pageDown`, `home`, `end`, `enter`, `escape`, `tab`, `backspace`. */
  name: string;
  ctrl?: boolean;
}

/** What goes beyond the screen. */
export type Command =
  | { type: "quit"; exitCode: number }
  | { type: "resend"; which: "selected" | "failed" }
  | { type: "trigger"; event: string }
  | { type: "copy" }
  | { type: "edit" }
  | { type: "advance"; duration: string }
  | { type: "faults" }
  | { type: "addFault"; rule: string }
  | { type: "removeFault"; id: string };

/** What a key means: a change of the screen, or a command. */
export type Meaning = Action | { command: Command; next?: Action };

const page = 10;
const closed: Action = { type: "overlay", overlay: { kind: "none" } };

/** What a key means on this screen; nothing where it means nothing. `scrollMax` is how far the details go. */
export function meaningOf(state: State, key: Key, scrollMax = Number.POSITIVE_INFINITY): Meaning | undefined {
  if (key.ctrl && key.name === "c") return { command: { type: "quit", exitCode: 130 } };
  const { overlay } = state;
  switch (overlay.kind) {
    case "none":
      return (state.showsDetails ? scrollKey(state, key, scrollMax) : undefined) ?? plainKey(state, key);
    case "help":
      return closed;
    case "prompt":
      return promptKey(overlay, key);
    case "trigger":
      return pickerKey(overlay, key);
    case "faults":
      return faultsKey(overlay, key);
  }
}

const open = (overlay: Overlay): Action => ({ type: "overlay", overlay });
const prompt = (kind: Extract<Overlay, { kind: "prompt" }>["prompt"], text = "") =>
  open({ kind: "prompt", prompt: kind, text });

/** Over the details the keys that move go through their lines. */
function scrollKey(state: State, { name }: Key, scrollMax: number): Meaning | undefined {
  const scroll = Math.min(state.scroll, scrollMax);
  const to = (line: number): Action => ({ type: "scroll", to: Math.max(0, Math.min(line, scrollMax)) });
  switch (name) {
    case "up":
    case "k":
      return to(scroll - 1);
    case "down":
    case "j":
      return to(scroll + 1);
    case "pageUp":
      return to(scroll - page);
    case "pageDown":
    case " ":
      return to(scroll + page);
    case "g":
    case "home":
      return to(0);
    case "G":
    case "end":
      // The end, also of what is still being read.
      return { type: "scroll", to: Number.POSITIVE_INFINITY };
    default:
      return undefined;
  }
}

function plainKey(state: State, { name }: Key): Meaning | undefined {
  const number = Number(name);
  const tab = tabs[number - 1];
  if (tab !== undefined) return { type: "tab", tab };
  switch (name) {
    case "up":
    case "k":
      return { type: "move", by: -1 };
    case "down":
    case "j":
      return { type: "move", by: 1 };
    case "pageUp":
      return { type: "move", by: -page };
    case "pageDown":
    case " ":
      return { type: "move", by: page };
    case "g":
    case "home":
      return { type: "first" };
    case "G":
    case "end":
      return { type: "last" };
    case "left":
    case "right":
    case "tab":
      return {
        type: "tab",
        tab: tabs[(tabs.indexOf(state.tab) + (name === "left" ? tabs.length - 1 : 1)) % tabs.length] ?? "events",
      };
    case "enter":
      return { type: "open" };
    case "escape":
      return { type: "back" };
    default:
      return commandKey(state, name);
  }
}

function commandKey(state: State, name: string): Meaning | undefined {
  switch (name) {
    case "r":
      return { command: { type: "resend", which: "selected" } };
    case "R":
      return { command: { type: "resend", which: "failed" } };
    case "t":
      return open({ kind: "trigger", text: "", index: 0 });
    case "f":
      return prompt("filter", state.filter);
    case "/":
      return prompt("search", state.search);
    case "p":
      return { type: "pause" };
    case "c":
      return { command: { type: "copy" } };
    case "e":
      return { command: { type: "edit" } };
    case "x":
      return { type: "clear" };
    case "C":
      return prompt("clock");
    case "F":
      return { command: { type: "faults" } };
    case "?":
      return open({ kind: "help" });
    case "q":
      return { command: { type: "quit", exitCode: 0 } };
    default:
      return undefined;
  }
}

function promptKey(overlay: Extract<Overlay, { kind: "prompt" }>, key: Key): Meaning | undefined {
  const { prompt: kind, text } = overlay;
  if (key.name === "escape") return closed;
  if (key.name !== "enter") return typed(overlay, key);
  switch (kind) {
    case "filter":
    case "search":
      return { type: kind, text: text.trim() };
    case "clock":
      return { command: { type: "advance", duration: text.trim() }, next: closed };
    case "fault":
      return { command: { type: "addFault", rule: text.trim() }, next: closed };
  }
}

/** What somebody sees as one letter goes as one. */
const withoutLast = (text: string) =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    .slice(0, -1)
    .join("");

function typed(overlay: Extract<Overlay, { text: string }>, key: Key): Action | undefined {
  const retype = (text: string) =>
    open(overlay.kind === "trigger" ? { ...overlay, text, index: 0 } : { ...overlay, text });
  if (key.name === "backspace") return retype(withoutLast(overlay.text));
  if (key.ctrl && key.name === "u") return retype("");
  const isText =
    key.ctrl !== true && !/^(up|down|left|right|pageUp|pageDown|home|end|tab|enter|escape)$/.test(key.name);
  return isText ? retype(overlay.text + key.name) : undefined;
}

function pickerKey(overlay: Extract<Overlay, { kind: "trigger" }>, key: Key): Meaning | undefined {
  const found = pickTypes(overlay.text);
  if (key.name === "escape") return closed;
  if (key.name === "up") return open({ ...overlay, index: Math.max(0, overlay.index - 1) });
  if (key.name === "down") return open({ ...overlay, index: Math.min(found.length - 1, overlay.index + 1) });
  if (key.name !== "enter") return typed(overlay, key);
  const event = found[overlay.index];
  return event === undefined ? undefined : { command: { type: "trigger", event }, next: closed };
}

/** The event types that a search finds: those with all of its words, else those that are spelt alike. */
export function pickTypes(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean);
  const found = eventTypes.filter((type) => words.every((word) => type.includes(word)));
  return found.length > 0 ? found : nearest(text, eventTypes);
}

function faultsKey(overlay: Extract<Overlay, { kind: "faults" }>, key: Key): Meaning | undefined {
  const { index, ids } = overlay;
  if (key.name === "escape" || key.name === "q") return closed;
  if (key.name === "up" || key.name === "k") return open({ ...overlay, index: Math.max(0, index - 1) });
  if (key.name === "down" || key.name === "j") return open({ ...overlay, index: Math.min(ids.length - 1, index + 1) });
  if (key.name === "a") return prompt("fault");
  const id = ids[index];
  return key.name === "d" && id !== undefined ? { command: { type: "removeFault", id }, next: closed } : undefined;
}
