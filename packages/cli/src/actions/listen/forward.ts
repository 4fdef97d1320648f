import type { AttemptError } from "@micro/sdk";
import { Agent, request, type Dispatcher } from "undici";

import { classify } from "./attempt-error.ts";

/** How long a receiver may take for its whole answer. */
const attemptTimeoutMs = 15_000;
const bodyBytesMax = 20_000;

/** What came of one attempt. */
export type Attempt =
  | { answered: true; status: number; latencyMs: number; body: string }
  | { answered: false; reason: AttemptError; message: string; latencyMs: number };

/** Posts to one URL over kept connections. */
export interface Forwarder {
  post(headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<Attempt>;
  close(): Promise<void>;
}

export interface ForwarderOptions {
  url: URL;
  skipVerify: boolean;
  timeoutMs?: number;
}

/** Makes a forwarder. It follows no redirect and keeps the first 20 kB of an answer. */
export function createForwarder({ url, skipVerify, timeoutMs = attemptTimeoutMs }: ForwarderOptions): Forwarder {
  const agent = new Agent({ connect: { rejectUnauthorized: !skipVerify } });
  return {
    async post(headers, body, signal) {
      const started = performance.now();
      const latencyMs = () => Math.round(performance.now() - started);
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await request(url, { method: "POST", headers, body, dispatcher: agent, signal: deadline });
        return { answered: true, status: answer.statusCode, latencyMs: latencyMs(), body: await read(answer) };
      } catch (error) {
        return { answered: false, ...classify(error, timeoutMs), latencyMs: latencyMs() };
      }
    },
    close: () => agent.destroy(),
  };
}

async function read({ body }: Dispatcher.ResponseData): Promise<string> {
  const received: AsyncIterable<Buffer> = body;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of received) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= bodyBytesMax) break;
    }
  } catch {
    // The status has come: what is missing of the body changes nothing.
  }
  return Buffer.concat(chunks).subarray(0, bodyBytesMax).toString("utf8");
}
