import { UsageError } from "../abort.ts";
import { either, nearest } from "../output/nearest.ts";
import type { Manifest } from "./manifest.ts";

/** What to say of a command that does not exist: which one may have been meant. */
export function unknownCommand(words: readonly string[], { commands }: Pick<Manifest, "commands">): UsageError {
  const known = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .map(({ id }) => id.replaceAll(":", " "));
  const groups = [...new Set(known.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0] ?? ""))];
  const [first = ""] = words;
  const within = known.filter((name) => name.startsWith(`${first} `));
  const typed = words.slice(0, within.length > 0 ? Math.max(...within.map(countWords)) : words.length).join(" ");
  const shorter = known.filter((name) => typed.startsWith(`${name} `));
  // Who names a group means one of its commands.
  const near = new Set([...shorter, ...nearestTo(words, within.length > 0 ? within : known)]);
  const meant = near.size > 0 || within.length > 0 ? [...near] : nearest(first, [...known, ...groups]);
  const all = within.length > 0 ? `micro ${first} --help shows its commands.` : "micro --help shows all.";
  return new UsageError(
    `There is no command "micro ${typed}".`,
    meant.length > 0 ? `Did you mean micro ${either(meant.slice(0, 3))}?` : all,
  );
}

/** The nearest commands, each compared with as many words as it has itself: what follows are arguments. */
const nearestTo = (words: readonly string[], known: readonly string[]): string[] =>
  [...new Set(known.map(countWords))].flatMap((count) =>
    nearest(
      words.slice(0, count).join(" "),
      known.filter((name) => countWords(name) === count),
    ),
  );

const countWords = (name: string): number => name.split(" ").length;
