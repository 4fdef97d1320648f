import { useApp, useInput, useStdout, useWindowSize, type Key as InkKey } from "ink";

import type { Suspend } from "../effects/edit.ts";
import type { Key } from "../model/key.ts";
import type { State } from "../model/state.ts";
import { App, scrollMaxOf } from "./app.tsx";

/** What the root hands to whoever acts on keys. */
export interface KeyContext {
  write: (text: string) => void;
  suspend: Suspend;
  /** How far the details can be scrolled. */
  scrollMax: number;
}

/** Connects the screen to the terminal: its size and its keys. */
export function Root({ state, onKey }: { state: State; onKey: (key: Key, context: KeyContext) => void }) {
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const { stdout } = useStdout();
  useInput((input, key) => {
    const context = {
      write: (text: string) => void stdout.write(text),
      suspend: suspendTerminal,
      scrollMax: scrollMaxOf(state, columns, rows),
    };
    for (const each of keysOf(input, key)) onKey(each, context);
  });
  return <App state={state} columns={columns} rows={rows} />;
}

/** Keys, each in one word. Several letters at once were pasted, or typed faster than they were read. */
export function keysOf(input: string, key: InkKey): Key[] {
  const names: readonly (readonly [boolean, string])[] = [
    [key.upArrow, "up"],
    [key.downArrow, "down"],
    [key.leftArrow, "left"],
    [key.rightArrow, "right"],
    [key.pageUp, "pageUp"],
    [key.pageDown, "pageDown"],
    [key.home, "home"],
    [key.end, "end"],
    [key.return, "enter"],
    [key.escape, "escape"],
    [key.tab, "tab"],
    [key.backspace || key.delete, "backspace"],
  ];
  const named = names.find(([isPressed]) => isPressed)?.[1];
  if (named !== undefined) return [{ name: named }];
  return Array.from(new Intl.Segmenter().segment(input), ({ segment }) => letterKey(segment, key.ctrl));
}

const controls: Readonly<Record<string, Key>> = {
  "\r": { name: "enter" },
  "\n": { name: "enter" },
  "\r\n": { name: "enter" },
  "\t": { name: "tab" },
  "\b": { name: "backspace" },
  "\u007F": { name: "backspace" },
  "\u001B": { name: "escape" },
  "\u0003": { name: "c", ctrl: true },
  "\u0015": { name: "u", ctrl: true },
};

/** Keys that came with others in one piece are not told apart by then. */
const letterKey = (letter: string, ctrl: boolean): Key => controls[letter] ?? { name: letter, ctrl };
