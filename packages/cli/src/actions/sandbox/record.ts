import { randomBytes } from "node:crypto";

import { openClientAt } from "../../api/open-client.ts";
import { readCalls, writeTranscript } from "../transcript.ts";
import type { Started } from "./start.ts";

/** A run that is written down, so that it can be made again: what it begins with, and what writes it. */
export interface Recording {
  seed: string;
  frozenAt: number;
  /** Writes all calls so far. */
  write(started: Pick<Started, "url" | "api_key">): Promise<void>;
}

/** Begins to record into a file; throws before anything is started where that cannot be written. */
export function beginRecording(file: string, seed = randomBytes(6).toString("hex")): Recording {
  const clock = Math.floor(Date.now() / 1000);
  const transcript = { object: "transcript", seed, clock } as const;
  writeTranscript(file, { ...transcript, calls: [] });
  return {
    seed,
    frozenAt: clock,
    write: async ({ url, api_key: apiKey }) => {
      await using client = openClientAt(url, { apiKey });
      writeTranscript(file, { ...transcript, calls: await readCalls(client) });
    },
  };
}
