/** What a failed operation, a wrong usage and ^C leave as the exit code. */
export const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

/** A failure that the user can mend: the message says what is wrong, the hint what to do next. */
export class Abort extends Error {
  override readonly name: string = "Abort";
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(message: string, hint?: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.hint = hint;
    this.exitCode = options.exitCode ?? exitCodes.failed;
  }
}

/** The command was called wrongly. */
export class UsageError extends Abort {
  override readonly name = "UsageError";

  constructor(message: string, hint?: string) {
    super(message, hint, { exitCode: exitCodes.usage });
  }
}
