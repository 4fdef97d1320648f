import { beginAttempt, type Attempt } from "./attempt.ts";
import { ConnectionError } from "./connection-error.ts";
import { readChunks } from "./read-chunks.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

/** Sends by `fetch`, anywhere that has it. The base URL has no slash at its end. */
export function fetchTransport(baseUrl: string, fetch: typeof globalThis.fetch): Transport {
  let closed = false;
  const inFlight = new Set<Promise<unknown>>();
  const reading = new Set<Attempt>();

  const exchange = async <Answer>(
    request: TransportRequest,
    read: (response: Response, attempt: Attempt) => Promise<Answer>,
  ): Promise<Answer> => {
    if (closed) throw new ConnectionError("closed", baseUrl);
    const { method, path, headers, body } = request;
    const attempt = beginAttempt(request, baseUrl);
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers,
        redirect: "manual",
        signal: attempt.signal,
        ...(body !== undefined && { body }),
      });
      return await read(response, attempt);
    } catch (error) {
      attempt.settle();
      throw attempt.fail(error);
    }
  };

  const readAll = async (response: Response, attempt: Attempt): Promise<TransportResponse> => {
    const text = await response.text();
    attempt.settle();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };

  const readOn = async (response: Response, attempt: Attempt): ReturnType<Transport["open"]> => {
    if (!response.ok || !response.body) return readAll(response, attempt);
    attempt.stopTimer();
    reading.add(attempt);
    const chunks = readChunks(response.body, attempt, () => reading.delete(attempt));
    return { status: response.status, headers: Object.fromEntries(response.headers), chunks };
  };

  const track = <T>(sent: Promise<T>): Promise<T> => {
    inFlight.add(sent);
    const forget = () => inFlight.delete(sent);
    sent.then(forget, forget);
    return sent;
  };

  return {
    send: (request) => track(exchange(request, readAll)),
    open: (request) => track(exchange(request, readOn)),
    async close() {
      closed = true;
      for (const attempt of reading) attempt.abort(new ConnectionError("closed", baseUrl));
      await Promise.allSettled(inFlight);
    },
  };
}
