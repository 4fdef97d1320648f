import type { Errors } from "@oclif/core";

import { exitCodes } from "../abort.ts";
import type { Failure } from "./failure.ts";
import { either, nearest } from "./nearest.ts";

/** The framework's complaints about flags and arguments, in words. */
export function describeUsage(error: Errors.CLIError): Failure {
  const flags = unknownFlags(error);
  return {
    message: flags ? `There is no flag ${either(flags)}.` : (argumentsOf(error) ?? messageOf(error)),
    hint: (flags ? meantInstead(flags, error) : meantByArgument(error)) ?? "Add --help to see what it takes.",
    exitCode: error.oclif.exit ?? exitCodes.usage,
  };
}

/** What a flag's own reader says, without the lines that the framework puts around it. */
export const withoutFrame = (message: string): string =>
  message.replace(/^Parsing (--\S+)\s+/, "$1: ").replace(/\nSee more help with --help$/, "");

/** The framework's complaints about values in the words that ours have. */
const inWords = (line: string): string =>
  line
    .replace(/^Flag (--\S+) expects a value$/, "$1 needs a value.")
    .replace(/^--([^\s=]+)=\S+ cannot also be provided when using (--\S+)$/, "--$1 and $2 exclude each other.")
    .replace(/^All of the following must be provided when using (--\S+): (.*)$/, "$1 needs $2 beside it.")
    .replace(/^(--\S+): Expected an integer but received: (.*)$/, '$1 should be a whole number, and "$2" is not.')
    .replace(/^(--\S+): Expected an integer greater than or equal to (\S+) but received: (.*)$/, atLeast)
    .replace(/^(--\S+): Expected an integer less than or equal to (\S+) but received: (.*)$/, atMost);

const atLeast = "$1 should be at least $2, and $3 is less.";
const atMost = "$1 should be at most $2, and $3 is more.";

const introduction = /^The following errors? occurred:$/;
const missingFlag = /^Missing required flag (\S+)$/;

function messageOf({ message }: Errors.CLIError): string {
  // What the framework says of flags with several values holds for none of ours: each takes one at a time.
  const [own = ""] = withoutFrame(message).split(/\n+(?:See more help|Note: --)/);
  const lines = own
    .split("\n")
    .map((line) => inWords(line.trim().replaceAll(/\s+/g, " ")))
    .filter((line) => line !== "" && !introduction.test(line));
  const missing = lines.flatMap((line) => missingFlag.exec(line)?.slice(1) ?? []).map((name) => `--${name}`);
  const rest = lines.filter((line) => !missingFlag.test(line)).join(" ");
  if (missing.length === 0) return rest;
  return `${rest} ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing.`.trimStart();
}

/** The arguments that were left out, each described, or that are too many, as they were typed. */
function argumentsOf(error: Errors.CLIError): string | undefined {
  const args = field(error, "args");
  if (!Array.isArray(args) || args.length === 0) return undefined;
  if (args.every((arg) => typeof arg === "string")) {
    return `${args.map((arg) => JSON.stringify(arg)).join(" and ")} ${args.length === 1 ? "is" : "are"} too much here.`;
  }
  const names = args.map((arg) => `${String(field(arg, "name")).toUpperCase()} (${String(field(arg, "description"))})`);
  return `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} missing.`;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** The flags that the command does not have; only that complaint has a list of them. */
function unknownFlags(error: Errors.CLIError): string[] | undefined {
  const flags = field(error, "flags");
  return Array.isArray(flags) ? flags.map(String) : undefined;
}

/** What an argument that is too much was for: a switch that takes no value, or a flag that the command cannot do without. */
function meantByArgument(error: Errors.CLIError): string | undefined {
  const first = field(field(error, "args"), "0");
  if (typeof first !== "string") return undefined;
  const input = field(field(error, "parse"), "input");
  const argv = field(input, "argv");
  const typed = Array.isArray(argv) ? argv.map(String) : [];
  const flags = Object.entries(field(input, "flags") ?? {});
  const before = typed[typed.indexOf(first) - 1] ?? "";
  if (flags.some(([name, flag]) => `--${name}` === before && field(flag, "type") === "boolean")) {
    return `${before} takes no value: it says yes by itself.`;
  }
  if (first === "list") return 'Leave "list" out, or add --help to see what it takes.';
  const needed = flags.filter(([name, flag]) => field(flag, "required") === true && !typed.includes(`--${name}`));
  const [name] = needed.length === 1 ? (needed[0] ?? []) : [];
  return name === undefined ? undefined : `Did you mean --${name} ${first}?`;
}

/** What those may have meant that are misspelt. */
function meantInstead(flags: readonly string[], error: Errors.CLIError): string | undefined {
  const known = Object.keys(field(field(field(error, "parse"), "input"), "flags") ?? {});
  const meant = flags.flatMap((flag) => nearest(flag.replace(/^--(no-)?/, ""), known)).map((name) => `--${name}`);
  return meant.length === 0 ? undefined : `Did you mean ${either(meant.slice(0, 3))}?`;
}
