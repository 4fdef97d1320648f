import type { CredentialHeaders } from "../../../gateway/authenticate.ts";
import { limits } from "../../../platform/limits.ts";
import type { LogFilters } from "./log-filters.ts";
import type { Place } from "./place.ts";

/** What Stripe's command line asked to hear of: its places in the logs of events, or the requests it wants. */
export type Subject =
  | { feature: "webhooks"; place: Place; connected: Map<number, number> }
  | { feature: "request_logs"; filters: LogFilters };

/** A session of Stripe's command line. It outlives its connections. */
export interface CliSession {
  id: string;
  credentials: CredentialHeaders;
  subject: Subject;
  /** Ends the connection of the moment, if there is one. */
  disconnect: ((code: number, reason: string) => void) | undefined;
}

/** The sessions of Stripe's command line, in memory: a new one costs its user nothing. */
export interface CliSessions {
  add(session: CliSession): void;
  find(id: string): CliSession | undefined;
  /** Ends every connection and forgets every session. */
  clear(code: number, reason: string): void;
}

export function createCliSessions(): CliSessions {
  const sessions = new Map<string, CliSession>();
  return {
    add: (session) => {
      if (sessions.size >= limits.stripeCliSessionsMax) {
        const [oldest] = [...sessions.values()].toSorted(
          (a, b) => Number(a.disconnect !== undefined) - Number(b.disconnect !== undefined),
        );
        oldest?.disconnect?.(goingAway, "Too many sessions.");
        sessions.delete(oldest?.id ?? "");
      }
      sessions.set(session.id, session);
    },
    find: (id) => sessions.get(id),
    clear: (code, reason) => {
      for (const session of sessions.values()) session.disconnect?.(code, reason);
      sessions.clear();
    },
  };
}

/** The other side goes away (RFC 6455, section 7.4.1). */
export const goingAway = 1001;
/** What was asked for is not allowed (as above). */
export const policyViolation = 1008;
