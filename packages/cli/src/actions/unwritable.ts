import { Abort } from "../abort.ts";

/** The failure that a file cannot be written, with what to do about it. */
export function unwritable(file: string, cause: unknown, hint = "Name a file in a folder that is there."): Abort {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new Abort(`${file} cannot be written${code}.`, hint, { cause });
}
