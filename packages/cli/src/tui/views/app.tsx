import { Box, Text } from "ink";

import { rowsOf, type Row } from "../model/rows.ts";
import { selectedIndex } from "../model/selection.ts";
import type { State } from "../model/state.ts";
import { detailLines } from "./detail-lines.ts";
import { Footer } from "./footer.tsx";
import { Header, Tabs } from "./header.tsx";
import { Line, type LineOf } from "./line.tsx";
import { rowLine } from "./list-lines.ts";
import { Faults, Help, Lines, Picker } from "./overlays.tsx";
import { windowOf } from "./window.ts";
import { wrapLines } from "./wrap-lines.ts";

const frameLines = 4;
const splitColumns = 100;
/** The line to the left of the details, and the space behind it. */
const detailsFrameColumns = 2;
const rowsMin = 8;
const columnsMin = 30;

/** The whole screen. */
export function App({ state, columns, rows }: { state: State; columns: number; rows: number }) {
  if (rows < rowsMin || columns < columnsMin) return <TooSmall rows={rows} />;
  const height = rows - frameLines;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header state={state} />
      <Tabs state={state} />
      <Text dimColor>{"─".repeat(columns)}</Text>
      <Body state={state} columns={columns} height={height} />
      <Footer state={state} columns={columns} />
    </Box>
  );
}

/** What fits into any window: why nothing else is shown, how large it has to be, and the way out. */
function TooSmall({ rows }: { rows: number }) {
  const lines = ["window too small", `from ${columnsMin}×${rowsMin} up`, "q quit"].slice(0, rows);
  return (
    <Box flexDirection="column">
      {lines.map((line) => (
        <Text key={line} wrap="truncate-end">
          {line}
        </Text>
      ))}
    </Box>
  );
}

/** How far the details of what is selected go beyond the window. */
export function scrollMaxOf(state: State, columns: number, rows: number): number {
  const list = rowsOf(state);
  return Math.max(0, detailsOf(state, list[selectedIndex(state, list)], columns).length - (rows - frameLines));
}

const listColumns = (columns: number) => Math.floor(columns / 2);

/** The details, in lines of the width that they have in this window. */
function detailsOf(state: State, row: Row | undefined, columns: number): LineOf[] {
  const width = columns < splitColumns ? columns : columns - listColumns(columns) - detailsFrameColumns;
  return wrapLines(detailLines(state, row), width);
}

function Body({ state, columns, height }: { state: State; columns: number; height: number }) {
  const { overlay } = state;
  if (overlay.kind === "help") return <Help height={height} />;
  if (overlay.kind === "trigger") return <Picker overlay={overlay} height={height} />;
  if (overlay.kind === "faults") return <Faults overlay={overlay} height={height} />;
  const rows = rowsOf(state);
  const index = selectedIndex(state, rows);
  const details = detailsOf(state, rows[index], columns);
  const first = Math.min(state.scroll, Math.max(0, details.length - height));
  const shown = details.slice(first, first + height);
  if (columns < splitColumns) {
    return state.showsDetails ? (
      <Lines lines={shown} height={height} />
    ) : (
      <List {...{ state, rows, index, height }} width={columns} />
    );
  }
  const left = listColumns(columns);
  return (
    <Box height={height}>
      <List {...{ state, rows, index, height }} width={left} />
      <Box
        width={columns - left}
        paddingLeft={1}
        borderStyle="single"
        borderTop={false}
        borderBottom={false}
        borderRight={false}
        borderDimColor={!state.showsDetails}
      >
        <Lines lines={shown} height={height} />
      </Box>
    </Box>
  );
}

interface ListProps {
  state: State;
  rows: readonly Row[];
  index: number;
  height: number;
  width: number;
}

function List({ state, rows, index, height, width }: ListProps) {
  const { start, end } = windowOf(rows.length, index, height);
  if (rows.length === 0) return <Lines lines={emptyLines(state)} height={height} width={width} />;
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
      {rows.slice(start, end).map((row, offset) => (
        <Box key={row.id} height={1} flexShrink={0}>
          <Line
            line={[
              { text: start + offset === index ? "›" : " ", bold: true },
              ...piecesOf(rowLine(row, state.header.target !== undefined)),
            ]}
            inverse={start + offset === index}
          />
        </Box>
      ))}
    </Box>
  );
}

const piecesOf = (line: LineOf) => (typeof line === "string" ? [{ text: line }] : line);

function emptyLines({ tab, filter, search, eventCount }: State): LineOf[] {
  if (filter !== "" || search !== "") {
    return ["", "  Nothing fits the filter and the search.", "  f and / change them, Esc takes them away."];
  }
  const lines: Record<State["tab"], string> = {
    events: eventCount === 0 ? "No event yet. t triggers one." : "Nothing since the list was cleared.",
    requests: "No request yet.",
    payments: "No payment yet. t triggers one.",
    ledger: "No account yet: the first payment opens them.",
    inbox: "Nothing was sent to anybody.",
  };
  return ["", `  ${lines[tab]}`];
}
