import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { Abort } from "../../abort.ts";

/** The bytes of a file, or of stdin for `-`. */
export async function readPayload(file: string): Promise<Buffer> {
  if (file === "-") return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Abort(`${file} cannot be read.`, "Give the name of a file, or - for stdin.", { cause });
  }
}
