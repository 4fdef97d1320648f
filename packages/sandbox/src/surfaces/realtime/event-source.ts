import { once } from "node:events";

import { isEventPattern, matchesEventPattern, streamCloseCodes } from "@micro/sdk/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import type { Listen, Listener } from "../../gateway/listen.ts";
import type { Outflow, Unread } from "../../gateway/outflow.ts";
import { after, every } from "../../platform/real-clock.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import type { Log } from "../../platform/log.ts";
import { credentialsOf } from "./credentials-of.ts";

/** The streams of server-sent events. */
export interface EventSources {
  /** Answers with a stream. */
  serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** Ends every stream: the numbers of events begin anew. */
  resetHistory(): void;
  /** Ends every stream. */
  close(): void;
}

interface Parts {
  listen: Listen;
  outflow: Outflow;
  log: Log;
}

/** Mounts `GET /events/stream`. */
export function mountEventSource(app: FastifyInstance, siteOf: SiteOf<{ eventSources: EventSources }>): void {
  // As the handshake at `/ws`: no page of another origin may open it.
  app.get("/events/stream", { config: { kind: "control" } }, (request, reply) =>
    siteOf(request.raw).eventSources.serve(request, reply),
  );
}

/**
 * Makes the streams of one sandbox: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) with
 * the number of the event and its history as their id, so that `Last-Event-ID` resumes, and a reader that comes from another
 * history gets this one from its beginning.
 */
export function createEventSources({ listen, outflow, log }: Parts): EventSources {
  const streams = new Set<AbortController>();

  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const listener = await listen(credentialsOf(request.headers));
    const stop = new AbortController();
    // Registered before the log is read, since a restore may replace it meanwhile.
    streams.add(stop);
    try {
      return await begin(request, reply, listener, stop);
    } finally {
      streams.delete(stop);
    }
  };

  const begin = async (request: FastifyRequest, reply: FastifyReply, listener: Listener, stop: AbortController) => {
    const { types, place } = readPlace(request);
    const head = await listener.head();
    const after = place?.history === undefined || place.history === listener.historyId ? place?.seq : 0;
    const start = after === undefined ? head : await listener.startOf(after);
    if (after !== undefined && after > head) {
      throw new DomainError("state_conflict", {
        message: `The log is another one than before; its newest event is ${head}.`,
        param: "Last-Event-ID",
      });
    }
    if (after !== undefined && after > 0 && start > after) {
      throw new DomainError("event_gone", {
        message: `The events after ${after} are gone; the oldest is ${start + 1}.`,
      });
    }

    const headers = {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "request-id": request.id,
    };
    if (request.method === "HEAD") return reply.headers(headers).send();

    reply.hijack();
    reply.raw.on("close", () => stop.abort());
    reply.raw.writeHead(200, headers);
    // The reader is told its place at once, unless the history ended before that was known.
    const idOf = (seq: number) => (stop.signal.aborted ? "" : `id: ${seq}@${listener.historyId}\n`);
    reply.raw.write(`retry: ${limits.streamRetryMs}\n${idOf(start)}: ready ${head}\n\n`);
    const unread = outflow.open(() => endWith(reply, "slow_reader", tooSlow));
    const unwatch = listener.watch(() => stop.abort("credentials_ended"));
    const stopPings = every(limits.streamPingMs, () => void reply.raw.write(": ping\n\n"));
    try {
      for await (const { seq, id, type, payload, isReplay } of listener.follow(start, stop.signal)) {
        if (!types.some((pattern) => matchesEventPattern(type, pattern))) continue;
        // What is sent again does not move the reader's place.
        const place = isReplay ? "" : idOf(seq);
        const frame = outflow.frame(
          `source ${listener.historyId} ${id} ${place}`,
          () => `${place}event: ${type}\ndata: ${payload}\n\n`,
        );
        if (!(await writePaced({ reply, unread, signal: stop.signal }, frame))) break;
      }
    } catch (cause) {
      log.error({ err: cause }, "a stream failed by a defect");
    } finally {
      stopPings();
      unread.close();
      unwatch();
      if (stop.signal.reason === "credentials_ended") {
        endWith(reply, "credentials_ended", "The credentials hold no longer.");
      }
      if (stop.signal.reason === "history_changed") endWith(reply, "history_changed", "The sandbox was reset.");
      reply.raw.end();
    }
    return undefined;
  };

  return {
    serve,
    resetHistory: () => {
      for (const stream of streams) stream.abort("history_changed");
    },
    close: () => {
      for (const stream of streams) stream.abort();
    },
  };
}

/** A place in the log. A reader that keeps only the number names no history. */
interface Place {
  seq: number;
  history: string | undefined;
}

/** A place as `id` gives it, or only its number. */
const placeForm = /^(\d{1,15})(?:@(his_\w{1,60}))?$/;

/** Which types, and after which place: the header of a reader that comes again, or the query of one that begins. */
function readPlace(request: FastifyRequest): { types: string[]; place: Place | undefined } {
  const query = Object.fromEntries(Object.entries(request.query ?? {}));
  for (const name of Object.keys(query)) {
    if (name !== "types" && name !== "after") {
      throw new DomainError("parameter_unknown", { message: `There is no parameter '${name}' here.`, param: name });
    }
  }
  const header = request.headers["last-event-id"];
  const given: unknown = header ?? query["after"];
  const found = typeof given === "string" ? placeForm.exec(given) : null;
  if (given !== undefined && !found) {
    throw new DomainError("parameter_invalid_integer", {
      message: "The place to begin at is the number of an event, or what `id` gave.",
      param: header === undefined ? "after" : "Last-Event-ID",
    });
  }
  const { types: listed = "*" } = query;
  const types = typeof listed === "string" ? listed.split(",") : [""];
  const unknown = types.find((pattern) => !isEventPattern(pattern));
  if (unknown !== undefined) {
    throw new DomainError("parameter_invalid", { message: `No event type fits '${unknown}'.`, param: "types" });
  }
  return {
    types,
    place: found ? { seq: Number(found[1]), history: found[2] } : undefined,
  };
}

const tooSlow = "The reader is too slow. Connect again.";

interface Reading {
  reply: FastifyReply;
  unread: Unread;
  signal: AbortSignal;
}

/**
 * Writes, and waits while more is unread than may be; a reader that takes too long is told so, and comes to an end. Answers whether
 * to go on.
 */
async function writePaced({ reply, unread, signal }: Reading, frame: Buffer): Promise<boolean> {
  const { raw } = reply;
  const markRead = unread.add(frame.length);
  if (raw.destroyed || raw.writableEnded) return false;
  raw.write(frame, markRead);
  if (raw.writableLength <= limits.streamBufferBytesMax) return true;
  const stall = AbortSignal.timeout(limits.streamStallMs);
  try {
    await once(raw, "drain", { signal: AbortSignal.any([signal, stall]) });
    return true;
  } catch {
    if (signal.aborted) return false;
    endWith(reply, "slow_reader", tooSlow);
    return false;
  }
}

/** Tells a reader why the stream ends. */
function endWith({ raw }: FastifyReply, code: keyof typeof streamCloseCodes, reason: string): void {
  raw.end(`event: closed\ndata: ${JSON.stringify({ code: streamCloseCodes[code], reason })}\n\n`);
  // A reader that does not read this either is cut off.
  after(limits.streamStallMs, () => raw.destroy());
}
