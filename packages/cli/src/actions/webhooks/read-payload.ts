import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { unreadable } from "../unreadable.ts";

/** The bytes of a file, or of stdin for `-`. */
export async function readPayload(file: string): Promise<Buffer> {
  if (file === "-") return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (cause) {
    throw unreadable(file, "Give the name of a file, or - for stdin.", cause);
  }
}
