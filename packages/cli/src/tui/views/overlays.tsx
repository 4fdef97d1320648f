import { Box, Text } from "ink";

import { clean } from "../../output/clean.ts";
import { pickTypes } from "../model/key.ts";
import type { Overlay } from "../model/state.ts";
import { Line, type LineOf } from "./line.tsx";
import { windowOf } from "./window.ts";

const keys: readonly (readonly [string, string])[] = [
  ["↑ ↓  j k", "move; at the top it follows what is new"],
  ["PgUp PgDn g G", "move by ten; the newest, the oldest"],
  ["Enter  Esc", "details; back, or no filter any more"],
  ["1–5  ← →  Tab", "the other pages"],
  ["t  r  R", "trigger; send it again; all that failed"],
  ["f  /", "filter by type or status; search the text"],
  ["p  x", "pause; clear the lists"],
  ["c  e", "copy as curl; edit, and send to the target"],
  ["C  F", "advance the clock; faults"],
  ["q  ^C", "quit"],
];

/** What every key does. */
export function Help({ height }: { height: number }) {
  const lines: LineOf[] = [
    [{ text: "Keys", bold: true, color: "cyan" }],
    ...keys.map(([key, about]): LineOf => [{ text: `  ${key.padEnd(15)}`, bold: true }, { text: about }]),
  ];
  return <Lines lines={lines.slice(0, height)} height={height} />;
}

/** Event types to choose from, as the search leaves them. */
export function Picker({ overlay, height }: { overlay: Extract<Overlay, { kind: "trigger" }>; height: number }) {
  const found = pickTypes(overlay.text);
  const { start, end } = windowOf(found.length, overlay.index, height - 2);
  const lines: LineOf[] = [
    [{ text: "Trigger ", bold: true, color: "cyan" }, { text: clean(overlay.text) }, { text: "▏" }],
    ...found.slice(start, end).map((type, index): LineOf => {
      const isChosen = start + index === overlay.index;
      return [
        { text: isChosen ? "› " : "  ", bold: true },
        { text: type, bold: isChosen },
      ];
    }),
    ...(found.length === 0 ? [[{ text: "  nothing fits", dim: true }]] : []),
  ];
  return <Lines lines={lines} height={height} />;
}

/** The faults that are on. */
export function Faults({ overlay, height }: { overlay: Extract<Overlay, { kind: "faults" }>; height: number }) {
  const lines: LineOf[] = [
    [{ text: "Faults", bold: true, color: "cyan" }],
    ...overlay.lines.map((line, index): LineOf => `${index === overlay.index ? "› " : "  "}${clean(line)}`),
    ...(overlay.lines.length === 0 ? [[{ text: "  none is on", dim: true }]] : []),
  ];
  return <Lines lines={lines} height={height} />;
}

/** Lines in a place of a fixed height. */
export function Lines({ lines, height, width }: { lines: readonly LineOf[]; height: number; width?: number }) {
  return (
    <Box flexDirection="column" height={height} overflow="hidden" {...(width !== undefined && { width })}>
      {lines.slice(0, height).map((line, index) => (
        <Box key={index} height={1} flexShrink={0}>
          <Line line={line} />
        </Box>
      ))}
      {lines.length === 0 && <Text> </Text>}
    </Box>
  );
}
