import { eventTypes, errorCatalogue } from "@micro/sdk";

import { destinations } from "../actions/open.ts";
import { profileKeys } from "../config/profiles.ts";
import type { CommandEntry, Manifest } from "../program/manifest.ts";

type FlagEntry = CommandEntry["flags"][string];

/** What may follow, and what it is for. */
export interface Candidate {
  word: string;
  about: string;
}

/** Values of arguments and flags that are known, by `command` and `command --flag`. */
const values: Readonly<Record<string, readonly string[]>> = {
  "trigger type": eventTypes,
  "wait --event": eventTypes,
  "listen --events": eventTypes,
  "dev --events": eventTypes,
  "events list --type": eventTypes,
  "events resend --type": eventTypes,
  "events types type": eventTypes,
  "webhooks endpoints create --events": eventTypes,
  "webhooks endpoints update --events": eventTypes,
  "events tail --events": eventTypes,
  "explain error code": Object.keys(errorCatalogue),
  "completion shell": ["bash", "zsh", "fish", "powershell"],
  "open what": Object.keys(destinations),
  "config get key": profileKeys,
  "config set key": profileKeys,
  "config unset key": profileKeys,
};

/** The candidates for the last of the words, which may be begun or empty. */
export function complete({ commands }: Manifest, words: readonly string[]): Candidate[] {
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const ids = Object.values(commands).filter(({ hidden }) => !hidden);
  const command = findLongest(commands, before);
  const path = before.filter((word) => !word.startsWith("-"));
  const candidates = [
    ...(command === undefined || path.length === command.id.split(":").length ? wordsBelow(ids, path) : []),
    ...(command === undefined ? [] : within(command, before, last)),
  ];
  return candidates.filter(({ word }) => word.startsWith(last));
}

function findLongest(commands: Manifest["commands"], words: readonly string[]): CommandEntry | undefined {
  const plain = words.filter((word) => !word.startsWith("-"));
  for (let count = Math.min(plain.length, 3); count > 0; count -= 1) {
    const found = commands[plain.slice(0, count).join(":")];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The words that lead on to a command. */
function wordsBelow(entries: readonly CommandEntry[], path: readonly string[]): Candidate[] {
  const below = new Map<string, Candidate>();
  for (const { id, summary = "" } of entries) {
    const parts = id.split(":");
    const next = parts[path.length];
    if (next === undefined || !path.every((word, index) => parts[index] === word)) continue;
    const isWhole = parts.length === path.length + 1;
    if (isWhole || !below.has(next)) below.set(next, { word: next, about: isWhole ? summary : "" });
  }
  return [...below.values()].toSorted((a, b) => (a.word < b.word ? -1 : 1));
}

function within(command: CommandEntry, before: readonly string[], last: string): Candidate[] {
  const name = command.id.replaceAll(":", " ");
  const flags = Object.entries(command.flags).filter(([, { hidden }]) => hidden !== true);
  const previous = before.at(-1) ?? "";
  const flag = flags.find(
    ([long, { char }]) => previous === `--${long}` || (char !== undefined && previous === `-${char}`),
  );
  if (flag?.[1].type === "option") return valuesOf(flag[1], `${name} --${flag[0]}`);
  if (last.startsWith("-")) return flags.flatMap(([long, entry]) => flagWords(long, entry));
  const [argument] = Object.keys(command.args);
  return (values[`${name} ${argument}`] ?? []).map((word) => ({ word, about: "" }));
}

function flagWords(long: string, { description = "", ...flag }: FlagEntry): Candidate[] {
  const about = description.split("\n")[0] ?? "";
  const no = "allowNo" in flag && flag.allowNo ? [{ word: `--no-${long}`, about }] : [];
  return [{ word: `--${long}`, about }, ...no];
}

const valuesOf = (flag: FlagEntry, place: string): Candidate[] => {
  const options = "options" in flag && Array.isArray(flag.options) ? flag.options.map(String) : [];
  return [...options, ...(values[place] ?? [])].map((word) => ({ word, about: "" }));
};
