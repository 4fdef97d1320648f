import { Errors } from "@oclif/core";

import { exitCodes, UsageError } from "../abort.ts";

/** Whether somebody is there to answer. */
export function isInteractive(): boolean {
  // Loaded when somebody is to be asked: most commands ask nothing.
  const { isatty } = process.getBuiltinModule("node:tty");
  return isatty(0) && isatty(2);
}

// Questions are no results, so they go to stderr.
const context = { output: process.stderr };

/** Asks for a line of text. Without a terminal it says which flag to use instead. */
export async function askText(message: string, flag: string): Promise<string> {
  assertInteractive(flag);
  const { default: input } = await import("@inquirer/input");
  return orExit(input({ message, required: true }, context));
}

/** Asks for a secret, which is not shown. */
export async function askSecret(message: string, flag: string): Promise<string> {
  assertInteractive(flag);
  const { default: password } = await import("@inquirer/password");
  return orExit(password({ message }, context));
}

/** Asks for a yes or no; no when the line is left empty. */
export async function askWhether(message: string, flag: string): Promise<boolean> {
  assertInteractive(flag);
  const { default: confirm } = await import("@inquirer/confirm");
  return orExit(confirm({ message, default: false }, context));
}

/** All of stdin, without the line's end. */
export async function readStdin(): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

/** ^C at a question ends the command as it does anywhere else. */
async function orExit<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw error instanceof Error && error.name === "ExitPromptError"
      ? new Errors.ExitError(exitCodes.interrupted)
      : error;
  }
}

function assertInteractive(flag: string): void {
  if (!isInteractive()) throw new UsageError(`There is no terminal to ask on: use ${flag}.`);
}
