import { readFileSync, writeFileSync } from "node:fs";

import type { Client, OperationId, RequestLogEntry } from "@micro/sdk";

import { Abort } from "../abort.ts";
import { isRecord } from "../config/file.ts";
import { take } from "./take.ts";
import { unreadable } from "./unreadable.ts";
import { unwritable } from "./unwritable.ts";

/** A request of a run, and what was answered: secrets are redacted in both. */
export interface TranscriptCall {
  operation: OperationId;
  method: string;
  path: string;
  idempotency_key: string | null;
  input: Record<string, unknown>;
  status: number;
  /** The answer, with `req_…` in place of ids of requests. */
  response: string | null;
}

/** All that a run was, so that it can be made again. */
export interface Transcript {
  object: "transcript";
  seed: string;
  /** The instant at which its clock stood to begin with, in seconds. */
  clock: number;
  calls: TranscriptCall[];
}

const callsMax = 10_000;

/** The calls of the sandbox's own account so far, oldest first; what no operation took is not among them. */
export async function readCalls(client: Client): Promise<TranscriptCall[]> {
  const entries = await take(client.requests.list({ limit: 100 }), callsMax);
  return entries.toReversed().flatMap((entry) => (isCall(entry) ? [toCall(entry)] : []));
}

/** A delivery that a fault has touched stands in the log, too; its operation is none. */
const isCall = ({ operation }: RequestLogEntry) => operation !== null && /^[a-z_]+\.[a-z_]+$/.test(operation);

function toCall(entry: RequestLogEntry): TranscriptCall {
  const { operation, method, path, idempotency_key: key, status, request_body: body, response_body: response } = entry;
  const input: unknown = body === null ? {} : JSON.parse(body);
  return {
    // Only operations of the contract are logged by that name.
    operation: operation as OperationId,
    method,
    path,
    idempotency_key: key,
    input: isRecord(input) ? input : {},
    status,
    response: response === null ? null : response.replaceAll(/\breq_[A-Za-z0-9]{24}\b/g, "req_…"),
  };
}

/** Writes a transcript into a file. */
export function writeTranscript(file: string, transcript: Transcript): void {
  try {
    writeFileSync(file, `${JSON.stringify(transcript, undefined, 1)}\n`);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** Reads a file that `writeTranscript` wrote. */
export function readTranscript(file: string): Transcript {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(file, help, cause);
  }
  const content = parse(text);
  if (isRecord(content) && content["object"] === "transcript") {
    const { seed, clock, calls } = content;
    const isWhole = typeof seed === "string" && typeof clock === "number" && Array.isArray(calls);
    // What a call is, the client and the sandbox check when it is made.
    if (isWhole) return { object: "transcript", seed, clock, calls: calls as TranscriptCall[] };
  }
  throw new Abort(`${file} is not a transcript.`, help);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const help = "Name a file that --record of micro exec or micro sandbox start wrote.";
