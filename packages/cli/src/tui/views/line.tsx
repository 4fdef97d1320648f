import { Text } from "ink";

/** A piece of a line, and how it looks. Colour never carries meaning alone. */
export interface Piece {
  text: string;
  color?: "green" | "yellow" | "red" | "cyan" | "magenta";
  bold?: boolean;
  dim?: boolean;
}

/** One line of the screen. */
export type LineOf = string | readonly Piece[];

/** Draws one line, cut off at the end of its place. */
export function Line({ line, inverse = false }: { line: LineOf; inverse?: boolean }) {
  const pieces = typeof line === "string" ? [{ text: line }] : line;
  // A line without any text would take no place.
  const isEmpty = pieces.every(({ text }) => text === "");
  return (
    <Text wrap="truncate-end" inverse={inverse}>
      {pieces.map(({ text, color, bold = false, dim = false }: Piece, index) => (
        <Text key={index} {...(color !== undefined && { color })} bold={bold} dimColor={dim}>
          {isEmpty && index === 0 ? " " : text}
        </Text>
      ))}
    </Text>
  );
}
