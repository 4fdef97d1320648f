import { Errors } from "@oclif/core";

import { Abort, exitCodes } from "../abort.ts";
import { describeApiFailure } from "./api-failure.ts";
import { err } from "./colours.ts";
import { describeUsage, withoutFrame } from "./usage-failure.ts";
import { say } from "./write.ts";

/** A failure in words: what is wrong, what to do next, and what the process leaves behind. */
export interface Failure {
  message: string;
  hint?: string | undefined;
  /** The error code of the API, when it answered. */
  code?: string | undefined;
  requestId?: string | undefined;
  /** Printed below the sentence, for what is our own fault. */
  stack?: string | undefined;
  exitCode: number;
}

/** What to tell the user about anything that was thrown. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Abort) {
    return { message: withoutFrame(error.message), hint: error.hint, exitCode: error.exitCode };
  }
  if (error instanceof Errors.CLIError) return describeUsage(error);
  return describeApiFailure(error) ?? describeFull(error) ?? describeBug(error);
}

/** Files that the program writes itself are told of by name; what is left is what it prints, into a file of its caller's. */
function describeFull(error: unknown): Failure | undefined {
  const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
  if (!isFull) return undefined;
  const message = "There is no room left on the disk for what this prints.";
  return {
    message,
    hint: "Make room there, and look what was done before it is done again.",
    exitCode: exitCodes.failed,
  };
}

/** Prints the failure, to stderr. */
export function printFailure({ message, hint, requestId, stack }: Failure): void {
  say(`${err.red("Error:")} ${message}`);
  if (hint !== undefined) say(`  ${err.dim("→")} ${hint}`);
  if (requestId !== undefined) say(err.dim(`  request ${requestId}`));
  if (stack !== undefined) say(err.dim(stack));
}

/** The failure as the one JSON value of a command that was asked for JSON. */
export const failureJson = ({ message, hint, code, requestId }: Failure) => ({
  error: {
    message,
    ...(hint !== undefined && { hint }),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { request_id: requestId }),
  },
});

function describeBug(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: `micro failed in a way it should not: ${message}`,
    hint: "This is a bug in micro. Please report it with the lines below.",
    stack: error instanceof Error ? error.stack : undefined,
    exitCode: exitCodes.failed,
  };
}
