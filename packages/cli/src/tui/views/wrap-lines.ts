import { widthOf } from "../../output/width.ts";
import type { LineOf, Piece } from "./line.tsx";

/** Lines that end where the window does: what does not fit goes on in the next one. */
export const wrapLines = (lines: readonly LineOf[], columns: number): LineOf[] =>
  lines.flatMap((line) => wrapLine(line, Math.max(columns, 1)));

function wrapLine(line: LineOf, columns: number): LineOf[] {
  const pieces = typeof line === "string" ? [{ text: line }] : line;
  if (widthOf(pieces.map(({ text }) => text).join("")) <= columns) return [line];
  const wrapped: Piece[][] = [[]];
  let width = 0;
  for (const { text, ...look } of pieces) {
    let part = "";
    for (const { segment } of new Intl.Segmenter().segment(text)) {
      const more = widthOf(segment);
      if (width + more > columns) {
        wrapped.at(-1)?.push({ ...look, text: part });
        wrapped.push([]);
        part = "";
        width = 0;
      }
      part += segment;
      width += more;
    }
    wrapped.at(-1)?.push({ ...look, text: part });
  }
  return wrapped;
}
