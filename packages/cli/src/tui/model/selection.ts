import { rowsOf, type Row } from "./rows.ts";
import type { State } from "./state.ts";

/** Where the selection stands in the page's rows: the first one while one follows, or where what was selected is gone. */
export function selectedIndex(state: State, rows: readonly Row[] = rowsOf(state)): number {
  const id = state.selected[state.tab];
  return id === undefined
    ? 0
    : Math.max(
        0,
        rows.findIndex((row) => row.id === id),
      );
}

/** The selected row of the page. */
export function selectedRow(state: State, rows: readonly Row[] = rowsOf(state)): Row | undefined {
  return rows[selectedIndex(state, rows)];
}

/** Moves the selection. At the first row one follows what is new; anywhere else the row stays selected as others come. */
export function moveSelection(state: State, by: number): State {
  const rows = rowsOf(state);
  const index = Math.min(Math.max(selectedIndex(state, rows) + by, 0), Math.max(rows.length - 1, 0));
  return select(state, index === 0 ? undefined : rows[index]?.id);
}

/** Goes to the newest, or to the oldest. */
export function selectEdge(state: State, edge: "first" | "last"): State {
  return select(state, edge === "first" ? undefined : rowsOf(state).at(-1)?.id);
}

const select = (state: State, id: string | undefined): State => ({
  ...state,
  scroll: 0,
  selected: { ...state.selected, [state.tab]: id },
});
