import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

import type { LedgerExportFormat } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { unwritable } from "../unwritable.ts";

/**
 * Writes the ledger as a journal to stdout, or to a file when one is named, while it is read; `onBytes` hears of each piece. The
 * file is there when it is whole: an export that breaks off leaves what was there before.
 */
export async function exportLedger(
  connection: Connection,
  format: LedgerExportFormat,
  file: string | undefined,
  onBytes: (count: number) => void,
): Promise<void> {
  await using client = openClient(connection);
  const journal = await client.stream("ledger.export", { format });
  async function* bytes() {
    for await (const text of journal) {
      const chunk = Buffer.from(text);
      onBytes(chunk.length);
      yield chunk;
    }
  }
  if (file === undefined) {
    await pipeline(bytes, process.stdout, { end: false });
    return;
  }
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(bytes, createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw isFileError(error) ? unwritable(file, error) : error;
  }
}

const isFileError = (error: unknown): error is Error => error instanceof Error && "syscall" in error && "path" in error;
