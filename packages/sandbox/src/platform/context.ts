import type { Mode, PaymentSettings, Scope } from "@micro/sdk/contract";

import type { Circuits } from "./circuit-breaker.ts";
import type { Clock } from "./clock.ts";
import type { Database, Reader, Transaction } from "./db/database.ts";
import type { Faults } from "./faults.ts";
import type { Ids } from "./ids.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Queue } from "./queue/queue.ts";
import type { Random } from "./random.ts";
import type { Secrets } from "./secrets.ts";

/** Who calls, in which account and mode. It comes from credentials only. */
export interface Principal {
  account: string;
  mode: Mode;
  /** The number of this account in this mode: every row is bound to it. */
  realm: number;
  /** The id of the API key, the session, or what a client secret opens, or a publishable key; null when the sandbox itself acts. */
  credential: string | null;
  kind: "api_key" | "publishable_key" | "session" | "client_secret" | "sandbox";
  user: string | null;
  /** Null means all. */
  scopes: readonly Scope[] | null;
}

/** What the start of the sandbox decided for its services. */
export interface Policy {
  /** Whether an address has to be verified before its user can log in. */
  verifyEmail: boolean;
  /** How payments behave until an account says otherwise, where that is not as in the services' own defaults. */
  settings: Partial<PaymentSettings>;
  /** Why nothing may be sent to a URL's host, where the host says so by itself; undefined where it has to be looked up. */
  refusalOf: (hostname: string) => string | undefined;
}

/** How the events of this sandbox are written in the format of another API. */
export interface Wording {
  /** What it calls events of a type; undefined when it has no such event. */
  typeOf(type: string): string | undefined;
  /** The bytes of an event in a version of that API, or in the account's own, made of those that are stored. */
  write(stored: string, version: string | null): string;
}

/** The other APIs in whose format an endpoint can get events. Set by the composition root, since surfaces are a layer above. */
export type Wordings = Record<"stripe", Wording>;

/** All that a verb may use of the platform: everything but the connection. */
export interface Platform {
  clock: Clock;
  ids: Ids;
  random: Random;
  secrets: Secrets;
  outbox: Outbox;
  queue: Queue;
  circuits: Circuits;
  policy: Policy;
  faults: Faults;
  wordings: Wordings;
  /** Where the sandbox answers, for the links to its pages: `http://127.0.0.1:8080`. */
  baseUrl(): string;
  /** How many endpoints wait for an event. Set by the composition root, since endpoints belong to a layer above. */
  countSubscribers(
    db: Reader,
    event: { realm: number; type: string; subject: string; account?: string },
    wordings: Wordings,
  ): Promise<number>;
}

/** What a verb may use before its transaction begins: for slow work such as hashing a password. */
export interface Preparation {
  db: Database;
  principal: Principal | null;
  platform: Platform;
  /** Seconds since the epoch, the same throughout the call. */
  now: number;
}

/** One call of a verb: its transaction, who calls, and the platform. */
export interface AnonymousContext {
  tx: Transaction;
  principal: Principal | null;
  platform: Platform;
  /** Seconds since the epoch, by the clock of the customer the call is about; the same throughout the call. */
  now: number;
  /** Which clock that is: the id of a test clock, or null for the sandbox's own. */
  timeline: string | null;
  request: {
    id: string | null;
    idempotencyKey: string | null;
    /** Where it came from. */
    ip?: string | undefined;
    /** Its place in a trace, to be passed on with what it causes. */
    trace?: string | undefined;
  };
}

/** A call by somebody who is known. */
export interface Context extends AnonymousContext {
  principal: Principal;
}
