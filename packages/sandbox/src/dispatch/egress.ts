import { lookup as resolve, type LookupAddress, type LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";

import type { Agent, Dispatcher } from "undici";

import { after } from "../platform/real-clock.ts";
import { limits } from "../platform/limits.ts";
import { notAllowed, refusalOf, type AddressPolicy } from "./address-policy.ts";

/** An address that the policy does not allow; it was never connected to. */
export class AddressNotAllowedError extends Error {
  readonly code = "ADDRESS_NOT_ALLOWED";
}

/** The sandbox stopped before the answer came: whether the request arrived is unknown. */
export class EgressClosedError extends Error {
  override readonly name = "EgressClosedError";
}

/** What is sent. */
export interface EgressRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** For everything: from the look-up of the name to the last byte that is read. */
  timeoutMs: number;
}

/** What came back. */
export interface EgressAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first bytes of the body, as text. */
  body: string;
  /** Why the body ended before its end and before what is kept of it. */
  broken?: unknown;
  /** What went wrong in a receiver of this process. */
  problem?: string;
}

/** The one client that sends anything out of the sandbox. */
export interface Egress {
  /** Rejects when there is no answer; with an `EgressClosedError` when it was closed meanwhile. */
  post(request: EgressRequest): Promise<EgressAnswer>;
  close(): Promise<void>;
}

/** Receives what goes to one origin in this process, without a connection. */
export interface Receive {
  origin: string;
  post(request: EgressRequest): Promise<EgressAnswer>;
}

/** Looks a name up, as `dns.lookup` does. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Makes the client: addresses are judged when it connects, time and bytes are capped, redirects are not followed. */
export function createEgress(
  policy: AddressPolicy,
  { lookup = resolve, receive }: { lookup?: Lookup | undefined; receive?: Receive | undefined } = {},
): Egress {
  // What was judged is what is connected to: the name is not looked up again.
  const judgingLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const refused = addresses.find(({ address }) => !policy.isAllowed(address));
      if (refused) return callback(new AddressNotAllowedError(notAllowed(refused.address, policy)), "", 0);
      const [first] = addresses;
      if (!first) return callback(new Error(`${hostname} has no address.`), "", 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
  const openAgent = async () => {
    // It takes as long to load as a sandbox to start, and many never send anything out.
    const undici = await import("undici");
    return new undici.Agent({
      connect: { lookup: judgingLookup, timeout: limits.deliveryTimeoutMs },
      // One limit for everything, by the signal.
      headersTimeout: 0,
      bodyTimeout: 0,
      connections: limits.deliveryConcurrency,
      maxHeaderSize: limits.headerBytesMax,
      keepAliveTimeout: limits.deliveryKeepAliveMs,
    });
  };
  let agent: Promise<Agent> | undefined;

  let closed = false;
  /** What ends the wait for receivers of this process. */
  const waits = new Set<(reason: Error) => void>();
  const answerOf = async (answer: Promise<EgressAnswer>, timeoutMs: number): Promise<EgressAnswer> => {
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    waits.add(reject);
    const cancel = after(timeoutMs, () => reject(new TimeoutError()));
    try {
      return await Promise.race([answer, stopped]);
    } finally {
      cancel();
      waits.delete(reject);
    }
  };
  return {
    post: async (request) => {
      const { origin, hostname, pathname, search } = new URL(request.url);
      if (receive?.origin === origin) return answerOf(receive.post(request), request.timeoutMs);
      // A literal address is never looked up, so it is judged here.
      const refused = refusalOf(hostname, policy);
      if (refused !== undefined) throw new AddressNotAllowedError(refused);
      const { headers, body } = request;
      const options = { origin, path: pathname + search, method: "POST" as const, headers, body };
      const answer = exchange(await (agent ??= openAgent()), options, request.timeoutMs);
      await answer.catch(() => undefined);
      if (closed) throw new EgressClosedError("The sandbox stops.");
      return answer;
    },
    close: async () => {
      closed = true;
      for (const stop of waits) stop(new EgressClosedError("The sandbox stops."));
      await (await agent)?.destroy();
    },
  };
}

/** No whole answer came in time. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  constructor() {
    super("No whole answer came in time.");
  }
}

/** Sends a request and keeps the start of the answer's body; a connection with a longer one is given up. */
function exchange(agent: Agent, options: Agent.DispatchOptions, timeoutMs: number): Promise<EgressAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let stopped: Error | undefined;
    let answer: Omit<EgressAnswer, "body"> | undefined;
    const parts: Buffer[] = [];
    let length = 0;

    const end = (broken?: Error) => {
      cancel();
      const body = Buffer.concat(parts).subarray(0, limits.deliveryAnswerBytesMax).toString();
      if (answer) resolve({ ...answer, body, ...(broken && { broken }) });
      else reject(broken ?? new Error("The answer ended before it began."));
    };
    const stop = (reason: Error, broken?: Error) => {
      stopped = reason;
      end(broken);
      controller?.abort(reason);
    };
    const cancel = after(timeoutMs, () => {
      const timeout = new TimeoutError();
      stop(timeout, timeout);
    });

    agent.dispatch(options, {
      onRequestStart: (started) => {
        controller = started;
        // Stopped while it still waited for a connection.
        if (stopped) started.abort(stopped);
      },
      onResponseStart: (_controller, status, headers) => {
        // What comes before the final answer says nothing (RFC 9110, section 15.2).
        if (status >= 200) answer = { status, headers };
      },
      onResponseData: (_controller, chunk) => {
        parts.push(chunk);
        length += chunk.length;
        if (length >= limits.deliveryAnswerBytesMax) stop(new Error("The rest of the answer is not read."));
      },
      onResponseEnd: () => end(),
      onResponseError: (_controller, error) => end(error),
    });
  });
}
