import { widthOf as width } from "./width.ts";

/** Rows of cells as text, each column as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (max, row) => row.map((cell, column) => Math.max(max[column] ?? 0, width(cell))),
    [],
  );
  const pad = (cell: string, column: number) => cell + " ".repeat((widths[column] ?? 0) - width(cell));
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
