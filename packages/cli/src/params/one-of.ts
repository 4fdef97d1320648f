import { UsageError } from "../abort.ts";
import { either, nearest } from "../output/nearest.ts";

/** The values of a flag that takes several, each alone or with commas between them. A bad one is told the good ones. */
export function parseEach<T extends string>(texts: readonly string[], known: readonly T[], what: string): T[] {
  const values = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  return values.map((value) => {
    const found = known.find((word) => word.toLowerCase() === value.toLowerCase());
    if (found !== undefined) return found;
    const meant = nearest(value, known);
    const hint = meant.length > 0 ? `Did you mean ${either(meant)}? ` : "";
    throw new UsageError(`There is no ${what} "${value}".`, `${hint}There are: ${known.join(", ")}.`);
  });
}
