import type { Dispatcher } from "undici";

import { beginAttempt, type Attempt } from "./attempt.ts";
import { ConnectionError, toConnectionError } from "./connection-error.ts";
import { readChunks } from "./read-chunks.ts";
import { abortReason } from "./retry.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

/** Sends through an undici dispatcher of one origin, without the streams that its `request` would build. */
export function undiciTransport(dispatcher: Dispatcher, baseUrl: string): Transport {
  const { pathname } = new URL(baseUrl);
  const prefix = pathname === "/" ? "" : pathname;
  let closing: Promise<void> | undefined;
  const reading = new Set<Attempt>();

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (request.signal?.aborted) {
          reject(abortReason(request.signal));
          return;
        }
        const options = {
          method: request.method,
          path: `${prefix}${request.path}`,
          headers: request.headers,
          body: request.body ?? null,
          // The attempt has one limit for everything, kept by the handler.
          headersTimeout: 0,
          bodyTimeout: 0,
        };
        dispatcher.dispatch(options, handlerOf(request, baseUrl, resolve, reject));
      }),
    open: async ({ method, path, headers, body, ...limits }) => {
      const attempt = beginAttempt(limits, baseUrl);
      try {
        const answer = await dispatcher.request({
          method,
          path: `${prefix}${path}`,
          headers,
          body: body ?? null,
          headersTimeout: 0,
          bodyTimeout: 0,
          signal: attempt.signal,
        });
        const { statusCode: status, headers: answered } = answer;
        if (status < 200 || status > 299) {
          const text = await answer.body.text();
          attempt.settle();
          return { status, headers: answered, text };
        }
        attempt.stopTimer();
        reading.add(attempt);
        return { status, headers: answered, chunks: readChunks(answer.body, attempt, () => reading.delete(attempt)) };
      } catch (error) {
        attempt.settle();
        throw attempt.fail(error);
      }
    },
    close: () => {
      for (const attempt of reading) attempt.abort(new ConnectionError("closed", baseUrl));
      return (closing ??= dispatcher.close());
    },
  };
}

function handlerOf(
  { signal, timeoutMs }: TransportRequest,
  baseUrl: string,
  resolve: (response: TransportResponse) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined;
  let stopped: Error | undefined;
  let status = 0;
  let headers: TransportResponse["headers"] = {};
  let received: Buffer | undefined;
  let rest: Buffer[] | undefined;

  const stop = (reason: Error) => {
    settle();
    reject(reason);
    stopped = reason;
    controller?.abort(reason);
  };
  const abort = () => stop(abortReason(signal));
  const timer = timeoutMs > 0 ? setTimeout(() => stop(new ConnectionError("timeout", baseUrl)), timeoutMs) : undefined;
  signal?.addEventListener("abort", abort, { once: true });
  const settle = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };

  return {
    onRequestStart(started) {
      controller = started;
      // Stopped while it still waited for a connection.
      if (stopped) started.abort(stopped);
    },
    onResponseStart(_controller, statusCode, responseHeaders) {
      status = statusCode;
      headers = responseHeaders;
    },
    onResponseData(_controller, chunk) {
      if (!received) received = chunk;
      else (rest ??= []).push(chunk);
    },
    onResponseEnd() {
      settle();
      const body = received && rest ? Buffer.concat([received, ...rest]) : received;
      resolve({ status, headers, text: body?.toString("utf8") ?? "" });
    },
    onResponseError(_controller, error) {
      settle();
      reject(toConnectionError(error, baseUrl));
    },
  };
}
