import { execFileSync } from "node:child_process";

import { generatedNote, paragraphs, table } from "./markdown.ts";

interface Member {
  name: string;
  description?: string;
  char?: string;
  helpValue?: string;
  options?: string[];
  required?: boolean;
  hidden?: boolean;
  helpGroup?: string;
  default?: string | number | boolean;
  type?: string;
}

interface Entry {
  id: string;
  hidden?: boolean;
  summary?: string;
  description?: string;
  examples?: (string | { description: string; command: string })[];
  args: Record<string, Member>;
  flags: Record<string, Member>;
}

/** Every command with what it takes, from the definitions that the command itself parses by. */
export function cliPage(): string {
  const printed = execFileSync(process.execPath, ["--conditions=source", "scripts/docs/print-manifest.ts"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { commands } = JSON.parse(printed) as { commands: Record<string, Entry> };
  const shown = Object.values(commands).filter(({ hidden }) => hidden !== true);
  const [given, written] = [shown.filter(isGiven), shown.filter((entry) => !isGiven(entry))];
  const common = Object.values(written[0]?.flags ?? {}).filter(isCommon);
  return paragraphs(
    "# Commands",
    generatedNote,
    "The packages are not published yet: in the folder of the repository `micro` is `npx micro`.",
    'Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. With `--json` a result is one line of JSON, and so is a failure: `{"error": {message, hint, code, request_id}}`.',
    "Every command takes these; only `micro exec` leaves standard output to the command that it runs, and has `--report json FILE` in place of `--json`:",
    table(["flag", "meaning"], common.map(flagRow)),
    ...written.flatMap(describe),
    "## Every operation of the API",
    "The [operations of the API](api.md#operations) are commands, too: `payment_intents.create` is `micro payment_intents create`. Each parameter is a flag (`payment_method` is `--payment-method`); a list is a flag that is repeated, an object one that takes `key=value`. Each also takes `--expand PATH`, `--idempotency KEY`, `--show-headers`, `--dry-run` and `--yes`.",
    ...[...Map.groupBy(given, ({ id }) => id.split(":")[0] ?? "")].map(
      ([resource, entries]) => `- \`micro ${resource}\`: ${entries.map(({ id }) => id.split(":")[1]).join(", ")}`,
    ),
  );
}

const isGiven = ({ description = "" }: Entry) => /^(GET|POST|DELETE) \//.test(description);
const isCommon = ({ helpGroup }: Member) => helpGroup === "GLOBAL";

function describe({ id, summary = "", description, examples = [], args, flags }: Entry): string[] {
  const name = id.replaceAll(":", " ");
  const words = Object.values(args).map(({ name: arg, required }) => (required ? arg : `[${arg}]`).toUpperCase());
  const own = Object.values(flags).filter((flag) => flag.hidden !== true && !isCommon(flag));
  return [
    `## micro ${name}`,
    escape(summary),
    escape(description ?? ""),
    `\`micro ${[name, ...words].join(" ")}\``,
    own.length > 0 ? table(["flag", "meaning"], own.map(flagRow)) : "",
    ["```sh", ...examples.flatMap(exampleLines), "```"].join("\n"),
  ];
}

function exampleLines(example: string | { description: string; command: string }): string[] {
  const lines = typeof example === "string" ? [example] : [`# ${example.description}`, example.command];
  return lines.map((line) => line.replaceAll("<%= config.bin %>", "micro"));
}

function flagRow({
  name,
  char,
  helpValue,
  options,
  description = "",
  required,
  default: fallback,
  type,
}: Member): string[] {
  const value = type === "boolean" ? "" : ` ${helpValue ?? options?.join("|") ?? "VALUE"}`;
  const notes = [
    required === true ? "required" : "",
    type === "option" && fallback !== undefined ? `\`${String(fallback)}\` by default` : "",
  ].filter(Boolean);
  return [
    `\`${char === undefined ? "" : `-${char}, `}--${name}${value}\``,
    escape([description, ...notes].filter(Boolean).join("; ")),
  ];
}

/** Placeholders of templates and tags would be read as markup. */
const escape = (text: string) => text.replaceAll(/\$\{[^}]*\}/g, "`$&`").replaceAll("*", "\\*");
