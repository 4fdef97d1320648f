/** Why a sandbox could not start. */
export type StartErrorCode =
  | "port_in_use"
  | "port_forbidden"
  | "host_not_allowed"
  | "host_unusable"
  | "origin_invalid"
  | "file_in_use"
  | "file_newer"
  | "file_damaged"
  | "folder_unwritable"
  | "disk_full";

const hints: Record<StartErrorCode, string> = {
  port_in_use: "Choose another port, or 0 for a free one.",
  port_forbidden: "Choose a port above 1023, or 0 for a free one.",
  host_not_allowed: "Say that other machines may call, too: then every route needs a key. Or leave the host out.",
  host_unusable: "Choose an address of this machine, such as 0.0.0.0 for all of them.",
  origin_invalid: "Give the origin as a browser writes it, without a path.",
  file_in_use: "Stop the other sandbox, or give this one a file of its own.",
  file_newer: "Install the newer version of micro, or give this one a file of its own.",
  file_damaged: "Give the sandbox another file, or move this one away.",
  folder_unwritable: "Choose a folder that you may write to, or keep the sandbox in memory.",
  disk_full: "Make room, give the sandbox a file on another disk, or keep it in memory.",
};

/** A sandbox could not start, for a reason that its caller can mend. */
export class SandboxStartError extends Error {
  /** Why, for programs. */
  readonly code: StartErrorCode;
  /** What to do about it. */
  readonly hint: string;

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "SandboxStartError";
    this.code = code;
    this.hint = hints[code];
  }
}

/** The code of a failure of Node or SQLite, or an empty text. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
