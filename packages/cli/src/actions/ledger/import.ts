import { createReadStream } from "node:fs";

import type { LedgerImport } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { unreadable } from "../unreadable.ts";
import { linesOf } from "./lines.ts";

/** A call takes a body of 1 MiB, of which quotation marks need more than they count here. */
const chunkCharsMax = 400_000;
const chunkLinesMax = 1000;

/** What an import did. */
export type Imported = Omit<LedgerImport, "object">;

/**
 * Records the lines of a file, or of stdin for `-`, in as many calls as they need; each call all or none. They are read as they
 * are sent; `onLines` hears how many were.
 */
export async function importLedger(
  connection: Connection,
  file: string,
  onLines: (count: number) => void,
): Promise<Imported> {
  await using client = openClient(connection);
  const total: Imported = { recorded: 0, repeated: 0, accounts_opened: [] };
  for await (const { lines, firstLine } of chunksOf(linesIn(file))) {
    const {
      recorded,
      repeated,
      accounts_opened: opened,
    } = await client.ledger.import({ data: lines.join("\n"), first_line: firstLine }, { timeoutMs: 0 });
    total.recorded += recorded;
    total.repeated += repeated;
    total.accounts_opened.push(...opened);
    onLines(lines.length);
  }
  return total;
}

async function* linesIn(file: string): AsyncGenerator<string, void, undefined> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  try {
    yield* linesOf(input.setEncoding("utf8"));
  } catch (error) {
    throw unreadable(file, "Give the name of a file of JSON lines, or - for stdin.", error);
  }
}

/** The lines in calls that are small enough, each with the number of its first line. */
export async function* chunksOf(
  lines: AsyncIterable<string>,
): AsyncGenerator<{ lines: string[]; firstLine: number }, void, undefined> {
  let chunk: string[] = [];
  let size = 0;
  let firstLine = 1;
  for await (const line of lines) {
    if (chunk.length > 0 && (size + line.length > chunkCharsMax || chunk.length >= chunkLinesMax)) {
      yield { lines: chunk, firstLine };
      firstLine += chunk.length;
      [chunk, size] = [[], 0];
    }
    chunk.push(line);
    size += line.length;
  }
  if (chunk.some((line) => line.trim() !== "")) yield { lines: chunk, firstLine };
}
