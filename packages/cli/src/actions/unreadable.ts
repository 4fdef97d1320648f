import { Abort } from "../abort.ts";

/** The failure that a file cannot be read, which says so where there is none. */
export function unreadable(file: string, hint: string, cause: unknown): Abort {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const message =
    code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read${code ? ` (${code})` : ""}.`;
  return new Abort(message, hint, { cause });
}
