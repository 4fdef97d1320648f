import { eventTypes, errorCatalogue } from "@micro/sdk";

import { destinations } from "../actions/open.ts";
import { profileKeys } from "../config/profiles.ts";
import { leadingWords } from "../program/find-command.ts";
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

/** Values that only the sandbox knows: the resource of the API that they are ids of, by the same places. */
const resources: Readonly<Record<string, string>> = {
  "billing invoices --customer": "customers",
  "billing invoices --subscription": "subscriptions",
  "billing preview subscription": "subscriptions",
  "billing subscriptions --customer": "customers",
  "billing timeline subscription": "subscriptions",
  "clock advance --test-clock": "test_clocks",
  "events resend id": "events",
  "events resend --endpoint": "webhook_endpoints",
  "explain payment id": "payment_intents",
  "inbox open id": "notifications",
  "keys revoke id": "api_keys",
  "keys roll id": "api_keys",
  "ledger balance account": "ledger_accounts",
  "ledger statement account": "ledger_accounts",
  "snapshot delete id": "snapshots",
  "snapshot export id": "snapshots",
  "snapshot fork id": "snapshots",
  "snapshot restore id": "snapshots",
  "webhooks attempts of": "webhook_deliveries",
  "webhooks dead-letters --endpoint": "webhook_endpoints",
  "webhooks deliveries --endpoint": "webhook_endpoints",
  "webhooks deliveries --event": "events",
  "webhooks endpoints delete id": "webhook_endpoints",
  "webhooks endpoints disable id": "webhook_endpoints",
  "webhooks endpoints enable id": "webhook_endpoints",
  "webhooks endpoints get id": "webhook_endpoints",
  "webhooks endpoints roll-secret id": "webhook_endpoints",
  "webhooks endpoints update id": "webhook_endpoints",
  "webhooks retry id": "webhook_deliveries",
};

/** Finds out what is known of profiles, or of the objects of a resource. */
export type Look = (what: string) => Promise<readonly Candidate[]>;

/** The candidates for the last of the words, which may be begun or empty. */
export async function complete({ commands }: Manifest, words: readonly string[], look: Look): Promise<Candidate[]> {
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const path = leadingWords(before);
  const command = findLongest(commands, path);
  const flag = flagBefore(command ?? anyOf(commands), before);
  const ids = Object.values(commands).filter(({ hidden }) => !hidden);
  const isWhole = command === undefined || path.length === command.id.split(":").length;
  const candidates =
    flag === undefined
      ? [
          ...(isWhole && path.length === before.length ? wordsBelow(ids, path) : []),
          ...(command === undefined ? [] : await within(command, before, last, look)),
        ]
      : await valuesOf(flag, command, look);
  return candidates.filter(({ word }) => word.startsWith(last));
}

/** Any command has the flags that all have. */
const anyOf = (commands: Manifest["commands"]): CommandEntry | undefined => Object.values(commands)[0];

function findLongest(commands: Manifest["commands"], path: readonly string[]): CommandEntry | undefined {
  for (let count = Math.min(path.length, 3); count > 0; count -= 1) {
    const found = commands[path.slice(0, count).join(":")];
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

/** The flag whose value the last word is. */
function flagBefore(command: CommandEntry | undefined, before: readonly string[]): FlagEntry | undefined {
  const previous = before.at(-1) ?? "";
  const flag = Object.values(command?.flags ?? {}).find(
    ({ name, char }) => previous === `--${name}` || (char !== undefined && previous === `-${char}`),
  );
  return flag?.type === "option" ? flag : undefined;
}

async function within(
  command: CommandEntry,
  before: readonly string[],
  last: string,
  look: Look,
): Promise<readonly Candidate[]> {
  if (last.startsWith("-")) {
    const flags = Object.entries(command.flags).filter(([, { hidden }]) => hidden !== true);
    return flags.flatMap(([long, entry]) => flagWords(long, entry));
  }
  const words = before.slice(command.id.split(":").length);
  const given = words.filter(
    (word, index) => !word.startsWith("-") && flagBefore(command, words.slice(0, index)) === undefined,
  );
  const argument = Object.keys(command.args)[given.length];
  return argument === undefined ? [] : await known(`${nameOf(command)} ${argument}`, command, look);
}

const nameOf = ({ id }: CommandEntry) => id.replaceAll(":", " ");

function flagWords(long: string, { description = "", ...flag }: FlagEntry): Candidate[] {
  const about = description.split("\n")[0] ?? "";
  const no = "allowNo" in flag && flag.allowNo ? [{ word: `--no-${long}`, about }] : [];
  return [{ word: `--${long}`, about }, ...no];
}

async function valuesOf(flag: FlagEntry, command: CommandEntry | undefined, look: Look): Promise<readonly Candidate[]> {
  if (flag.name === "profile") return look("profiles");
  const options = "options" in flag && Array.isArray(flag.options) ? flag.options.map(String) : [];
  if (options.length > 0 || command === undefined) return options.map(plain);
  return known(`${nameOf(command)} --${flag.name}`, command, look);
}

async function known(place: string, { id, description }: CommandEntry, look: Look): Promise<readonly Candidate[]> {
  if (values[place] !== undefined) return values[place].map(plain);
  const resource = resources[place];
  if (resource !== undefined) return look(resource);
  // Of an operation the resource is the first word.
  const isOperation = /^(GET|POST|DELETE) \//.test(description ?? "");
  return isOperation && place.endsWith(" id") ? look(id.split(":")[0] ?? "") : [];
}

const plain = (word: string): Candidate => ({ word, about: "" });
