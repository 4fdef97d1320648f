import { existsSync } from "node:fs";

import type { CommandClass } from "../command.ts";

/** The command that a command line means. */
export interface FoundCommand {
  /** Words with colons between them: `sandbox:start`. */
  id: string;
  /** What stands after the command's words. */
  argv: string[];
  load(): Promise<CommandClass>;
}

const wordsMax = 3;
const word = /^(?:__)?[a-z][a-z0-9_-]*$/;

/** The words in front of the first flag. */
export function leadingWords(argv: readonly string[]): string[] {
  const end = argv.findIndex((item) => !word.test(item));
  return argv.slice(0, end === -1 ? argv.length : end);
}

/**
 * Finds the command with the most words: one of the files in `folder`, else an operation of the contract. Nothing is loaded
 * to find it but, where no file fits, the contract.
 */
export async function findCommand(argv: readonly string[], folder: URL): Promise<FoundCommand | undefined> {
  const words = leadingWords(argv).slice(0, wordsMax);
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  for (let count = words.length; count > 0; count -= 1) {
    const path = words.slice(0, count).join("/");
    // An operation is written with _, a command with -: either is understood.
    for (const name of new Set([path, path.replaceAll("_", "-").replace(/^--/, "__")])) {
      const file = new URL(`${name}${extension}`, folder);
      if (existsSync(file)) return found(name.split("/"), argv, () => importCommand(file));
    }
  }
  const [resource, verb] = words;
  if (resource === undefined || verb === undefined) return undefined;
  const { findOperation, resourceCommand } = await import("../resources/resource-command.ts");
  const operation = findOperation(resource, verb);
  return operation && found([resource, verb], argv, () => Promise.resolve(resourceCommand(operation)));
}

function found(words: readonly string[], argv: readonly string[], load: () => Promise<CommandClass>): FoundCommand {
  const id = words.join(":");
  const named = async () => Object.assign(await load(), { id });
  return { id, argv: argv.slice(words.length), load: named };
}

/** Every file among the commands has a command as its default export; a test goes through all of them. */
export async function importCommand(file: URL): Promise<CommandClass> {
  const module = (await import(file.href)) as { default: CommandClass };
  return module.default;
}
