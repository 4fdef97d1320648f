import { UsageError } from "../abort.ts";
import { either, nearest } from "../output/nearest.ts";
import type { Manifest } from "./manifest.ts";

/** What to say of a command that does not exist: which one may have been meant. */
export function unknownCommand(words: readonly string[], { commands }: Manifest): UsageError {
  const typed = words.join(" ");
  const known = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .map(({ id }) => id.replaceAll(":", " "));
  const groups = [...new Set(known.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0] ?? ""))];
  const [first = ""] = words;
  const shorter = known.filter((name) => typed.startsWith(`${name} `));
  const within = groups.includes(first)
    ? nearest(
        typed,
        known.filter((name) => name.startsWith(`${first} `)),
      )
    : [];
  const meant = [
    ...new Set([...shorter, ...within, ...nearest(typed, known), ...nearest(first, [...known, ...groups])]),
  ];
  return new UsageError(
    `There is no command "micro ${typed}".`,
    meant.length > 0 ? `Did you mean micro ${either(meant.slice(0, 3))}?` : "micro --help shows all.",
  );
}
