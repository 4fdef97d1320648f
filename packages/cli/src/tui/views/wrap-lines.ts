import { widthOf } from "../../output/width.ts";
import type { LineOf, Piece } from "./line.tsx";

/** Lines that end where the window does: what does not fit goes on below, as far in as it began. */
export const wrapLines = (lines: readonly LineOf[], columns: number): LineOf[] =>
  lines.flatMap((line) => wrapLine(line, Math.max(columns, 1)));

function wrapLine(line: LineOf, columns: number): LineOf[] {
  const pieces = typeof line === "string" ? [{ text: line }] : line;
  const whole = pieces.map(({ text }) => text).join("");
  if (widthOf(whole) <= columns) return [line];
  const indent = Math.min(whole.length - whole.trimStart().length, Math.floor(columns / 2));
  const wrapped: Piece[][] = [[]];
  const add = (piece: Piece) => piece.text !== "" && wrapped.at(-1)?.push(piece);
  let width = 0;
  for (const { text, ...look } of pieces) {
    let part = "";
    for (const { segment } of new Intl.Segmenter().segment(text)) {
      const more = widthOf(segment);
      if (width + more > columns) {
        add({ ...look, text: part });
        wrapped.push([]);
        add({ text: " ".repeat(indent) });
        part = "";
        width = indent;
      }
      part += segment;
      width += more;
    }
    add({ ...look, text: part });
  }
  return wrapped;
}
