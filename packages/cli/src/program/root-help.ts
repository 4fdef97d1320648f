import { out } from "../output/colours.ts";
import { table } from "../output/table.ts";
import type { PackageJson } from "./light-config.ts";

/** What the first page needs to know of the commands; a manifest is one. */
export interface HelpIndex {
  commands: Readonly<Record<string, HelpEntry>>;
}

/** What the first page needs to know of a command. */
export interface HelpEntry {
  id: string;
  hidden?: boolean;
  summary?: string | undefined;
  description?: string | undefined;
}

/** The groups of the first page, in the order in which somebody new needs them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  "Get going": ["dev", "sandbox", "login", "logout", "whoami", "listen", "trigger"],
  "Look at it": ["events", "logs", "wait", "inbox", "ledger", "payments", "billing", "webhooks", "open"],
  "Call the API": ["get", "post", "delete", "fixtures"],
  "Test with it": ["exec", "clock", "snapshot", "faults", "replay"],
  "Find out": ["explain", "doctor", "commands", "version"],
  "Set up": ["config", "keys", "completion"],
};

/** What `micro --help` shows: every command by what it is for, then the resources of the API. */
export function rootHelp({ commands }: HelpIndex, pjson: PackageJson, columns = 80): string {
  const shown = Object.values(commands).filter(({ hidden }) => !hidden);
  const tops = Map.groupBy(shown, ({ id }) => id.split(":")[0] ?? id);
  const resources = [...tops].filter(([, entries]) => entries.every(isResource)).map(([name]) => name);
  const grouped = new Set(Object.values(groups).flat());
  const rest = [...tops.keys()].filter((name) => !grouped.has(name) && !resources.includes(name));
  const sections = Object.entries({ ...groups, ...(rest.length > 0 && { More: rest }) });
  const line = (name: string): [string, string][] => {
    const entries = tops.get(name);
    if (entries === undefined) return [];
    const own = entries.find(({ id }) => id === name);
    const topic = pjson.oclif.topics?.[name]?.description;
    const about = own?.summary ?? topic ?? subcommandsOf(name, entries);
    return [[`  ${out.cyan(name)}`, about]];
  };
  const rows = sections.map(([title, names]) => [title, names.flatMap(line)] as const);
  return [
    pjson.description,
    "",
    `${out.bold("Usage")}  micro COMMAND [flags]`,
    ...rows.flatMap(([title, lines]) => (lines.length === 0 ? [] : ["", out.bold(title), table(lines)])),
    "",
    out.bold("Every operation of the API"),
    wrap(`micro RESOURCE VERB, such as micro payment_intents create: ${resources.toSorted().join(", ")}`, columns),
    "",
    "micro COMMAND --help says more about one; micro completion sets up your shell.",
    "",
  ].join("\n");
}

/** A command that the contract gave describes itself by its route. */
const isResource = ({ description }: HelpEntry) => /^(GET|POST|DELETE) \//.test(description ?? "");

const subcommandsOf = (name: string, entries: readonly HelpEntry[]) =>
  entries.map(({ id }) => id.slice(name.length + 1)).join(", ");

function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= Math.max(columns, 40)) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`  ${word}`);
  }
  return lines.join("\n");
}
