import { ApiError } from "@micro/sdk";

import { openClientAt } from "../api/open-client.ts";
import { openFresh } from "../sandbox/open-fresh.ts";
import { readCalls, type Transcript, type TranscriptCall } from "./transcript.ts";

/** The first call that was not answered as before. */
export interface ReplayDifference {
  /** Counted from 1. */
  call: number;
  method: string;
  path: string;
  /** What differs: the status, or the place in the answer. */
  at: string;
  recorded: unknown;
  replayed: unknown;
}

/** What came of a replay. */
export interface ReplayResult {
  object: "replay";
  calls: number;
  difference: ReplayDifference | null;
}

/** Makes the calls of a transcript again, one after the other, in a fresh sandbox with its seed and its clock. */
export async function replay({ seed, clock, calls }: Transcript): Promise<ReplayResult> {
  await using sandbox = await openFresh({ seed, frozenAt: clock, keep: false });
  await using client = openClientAt(sandbox.url, { apiKey: sandbox.apiKey, maxRetries: 0 });
  for (const { operation, input, idempotency_key: key } of calls) {
    const options = key === null ? {} : { idempotencyKey: key };
    // A refusal is an answer, and is compared like any other; without an answer there is nothing to compare.
    await client.call(operation, input, options).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }
  return { object: "replay", calls: calls.length, difference: findDifference(calls, await readCalls(client)) };
}

function findDifference(
  recorded: readonly TranscriptCall[],
  again: readonly TranscriptCall[],
): ReplayDifference | null {
  for (const [index, before] of recorded.entries()) {
    const { method, path } = before;
    const about = { call: index + 1, method, path };
    const after = again[index];
    if (after?.status !== before.status) {
      return { ...about, at: "status", recorded: before.status, replayed: after?.status ?? null };
    }
    // What another API's form was answered in its own words is compared by its status alone.
    if (before.path !== after.path || before.response === after.response) continue;
    const place = placeOf(parse(before.response), parse(after.response), "");
    if (place !== undefined) return { ...about, ...place };
  }
  return null;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // The log truncates long answers.
    return text;
  }
}

/** The first place at which two answers differ: `error.code`. */
function placeOf(
  recorded: unknown,
  replayed: unknown,
  at: string,
): Pick<ReplayDifference, "at" | "recorded" | "replayed"> | undefined {
  if (Object.is(recorded, replayed)) return undefined;
  const areObjects = [recorded, replayed].every((value) => typeof value === "object" && value !== null);
  if (!areObjects) return { at: at || "answer", recorded, replayed };
  const [one, other] = [Object(recorded) as object, Object(replayed) as object];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const inner = placeOf(Reflect.get(one, name), Reflect.get(other, name), at === "" ? name : `${at}.${name}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
