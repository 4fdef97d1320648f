/** A table. A bar inside a cell would end it, so it is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Paragraphs, with an empty line between them. */
export const paragraphs = (...parts: readonly string[]): string => `${parts.filter(Boolean).join("\n\n")}\n`;

/** What a generated page says of itself. */
export const generatedNote = "_`npm run docs` prints this page from the code; a check keeps it up to date._";
