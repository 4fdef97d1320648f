import { errorCatalogue, type ErrorCode } from "@micro/sdk/contract";

interface DomainErrorDetails {
  /** A sentence more exact than the catalogue's. */
  message?: string;
  /** The parameter at fault. */
  param?: string;
  declineCode?: string;
  /** The resource as it now stands, under its own name. */
  resource?: Record<string, unknown>;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * A failure that the caller is told about. Thrown by a verb, it undoes the verb's work; returned by a verb, the work is
 * kept: so a declined payment stays on record.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: DomainErrorDetails;

  constructor(code: ErrorCode, details: DomainErrorDetails = {}) {
    super(details.message ?? errorCatalogue[code].message, { cause: details.cause });
    this.name = "DomainError";
    this.code = code;
    this.details = details;
  }
}

/** The error for an id that names nothing the caller may see. */
export function resourceMissing(noun: string, id: string, param = "id"): DomainError {
  return new DomainError("resource_missing", {
    message: `There is no ${noun} '${id}' in this account and mode.`,
    param,
  });
}

/** The error for a command that the status of a resource does not allow; `resource` shows it under its own name. */
export function commandRefused(
  noun: string,
  { status }: { status: string },
  command: string,
  resource: Record<string, unknown>,
  param = "id",
): DomainError {
  return new DomainError("state_conflict", {
    message: `The ${noun} is '${status}': it does not take '${command}'.`,
    param,
    resource,
  });
}

/** Runs a part of a call, such as one line of a list: what it refuses is named below the part's own name. */
export async function below<T>(path: string, part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.details.param === undefined) throw cause;
    const { code, message, details } = cause;
    throw new DomainError(code, { ...details, message, param: `${path}.${details.param}`, cause });
  }
}

/** The error of a file that could not be written: for the caller to hear of where the disk has no room for it. */
export function fileError(cause: unknown): unknown {
  const isFull = cause instanceof Error && "code" in cause && (cause.code === "ENOSPC" || cause.code === "SQLITE_FULL");
  return isFull ? new DomainError("disk_full", { cause }) : cause;
}

/** Whether there was no room on the disk. */
export const isDiskFull = (cause: unknown): cause is DomainError =>
  cause instanceof DomainError && cause.code === "disk_full";

/** A constraint of the database refused a change; `constraint` is the name that the schema gave it. */
export class ConstraintError extends Error {
  readonly constraint: string;
  constructor(constraint: string, cause: unknown) {
    super(`The constraint ${constraint} failed.`, { cause });
    this.name = "ConstraintError";
    this.constraint = constraint;
  }
}

/** The database's file is not what the database wrote. */
export class CorruptFileError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "CorruptFileError";
  }
}
