import { inspect } from "node:util";

import type {
  AnyEvent,
  Client,
  EventOf,
  EventType,
  InboxMessage,
  RequestLogEntry,
  SigningScheme,
  TestClock,
  WaitForOptions,
} from "@micro/sdk";
import { matchesEventPattern } from "@micro/sdk/contract";

import type { Assembled } from "../assemble.ts";
import { sandboxContext } from "../dispatch/react.ts";
import { createEndpoint } from "../services/webhooks/index.ts";
import { assertDelivered } from "./judge.ts";
import { assertBalanced, collect, waitForMessage, type MessageWanted } from "./look.ts";
import { instantAfter } from "./options.ts";
import { isStatus, receiverUrl, type Box, type TestWebhooks } from "./receiver.ts";

/** What one account sees: its events, its webhooks, its mails, its ledger and its requests, and nothing of the others'. */
export interface TestView {
  /** The account's test key. */
  readonly apiKey: string;
  /** For what a payer's page does: it acts with this key and the client secret of an intent. */
  readonly publishableKey: string;
  /** A client with the test key. It does not repeat what failed: a fault that a test made is seen at once. */
  readonly client: Client;
  /** What happened. */
  readonly events: {
    /** All events so far, oldest first. */
    list(): Promise<AnyEvent[]>;
    /** Waits until everything is done, and answers what happened since the last time. */
    drain(): Promise<AnyEvent[]>;
    /** Waits for an event that comes yet or happened already, as `client.waitFor` does. */
    waitFor<const T extends EventType | (string & {})>(
      type: T,
      predicate?: (event: EventOf<T>) => boolean,
      options?: WaitForOptions,
    ): Promise<EventOf<T>>;
  };
  /** The built-in receiver. */
  readonly webhooks: TestWebhooks;
  /** The clocks that single customers live by. */
  readonly testClocks: {
    /** Lets time pass for the customers of a test clock, as `clock.advance` does for all, and waits until it has arrived. */
    advance(id: string, duration: number | string): Promise<TestClock>;
  };
  /** The mails and messages that were sent. */
  readonly inbox: {
    /** Waits for a mail or a message that is there or comes. Rejects with an `Error` when none came in time. */
    waitFor(wanted?: MessageWanted): Promise<InboxMessage>;
  };
  /** Throws, with every difference, unless payments, balances and the ledger agree and its chain of hashes holds. */
  readonly ledger: { assertBalanced(): Promise<void> };
  /** The requests so far, oldest first. */
  readonly requests: { list(): Promise<RequestLogEntry[]> };
}

/** An account with a key, a client and a receiver of its own. */
export interface TestAccount extends TestView {
  /** `org_…` */
  readonly id: string;
  /** The address of its user: `<name>@localhost`. */
  readonly email: string;
}

/** What an account's view is made of. */
interface Seen {
  /** The account may be another one after a reset. */
  client: () => Client;
  settle: () => Promise<void>;
  box: Box;
  webhookUrl: string;
  secret: () => string;
}

type Views = Omit<TestView, "apiKey" | "publishableKey" | "client"> & { forget: () => void };

/** Looks at a sandbox with the eyes of one account. */
export function viewOf({ client, settle, box, webhookUrl, secret }: Seen): Views {
  let drained = 0;
  const list = async () => (await collect(client().events.list({ limit: 100 }))).toReversed();
  return {
    events: {
      list,
      drain: async () => {
        await settle();
        const fresh = (await list()).filter(({ seq }) => seq > drained);
        drained = fresh.at(-1)?.seq ?? drained;
        return fresh;
      },
      waitFor: (type, predicate, options) => client().waitFor(type, predicate, options),
    },
    webhooks: {
      url: webhookUrl,
      get secret() {
        return secret();
      },
      received: async (pattern = "*") => {
        assertDelivered(pattern);
        await settle();
        return box.received.filter((webhook) => matchesEventPattern(webhook.type, pattern));
      },
      answer: (answer) => {
        if (!isStatus(answer) && typeof answer !== "function") {
          throw new TypeError(
            `An answer is a status from 200 to 599 or a function, not ${inspect(answer, { depth: 0 })}.`,
          );
        }
        box.answer = answer;
      },
      deliverTo: (handler) => {
        if (typeof handler !== "function") {
          throw new TypeError(`A handler is a function, not ${inspect(handler, { depth: 0 })}.`);
        }
        box.answer = ({ headers, body }) => handler(new Request(webhookUrl, { method: "POST", headers, body }));
      },
      clear: () => void box.received.splice(0),
    },
    testClocks: {
      advance: async (id, duration) => {
        const { frozen_time: now } = await client().testClocks.get(id);
        await client().testClocks.advance(id, { frozen_time: instantAfter(now, duration) });
        await settle();
        return client().testClocks.get(id);
      },
    },
    inbox: { waitFor: (wanted) => waitForMessage(client(), wanted) },
    ledger: { assertBalanced: () => assertBalanced(client()) },
    requests: { list: async () => (await collect(client().requests.list({ limit: 100 }))).toReversed() },
    forget: () => {
      drained = 0;
      box.received.length = 0;
      box.answer = 200;
    },
  };
}

/** Registers the receiver for an account, by its number; answers its secret, empty where none is wanted. */
export async function addReceiver(
  { db, platform }: Pick<Assembled, "db" | "platform">,
  realm: number,
  url: string,
  webhooks: { events?: string[]; signing?: SigningScheme } | false,
): Promise<string> {
  if (webhooks === false) return "";
  const { events = ["*"], signing = "hmac" } = webhooks;
  const description = "The receiver of the test.";
  const { secret } = await db.transaction(async (tx) =>
    // Without a request: the first one of a process takes as long as all of the rest.
    createEndpoint(await sandboxContext(tx, platform, realm), { url, enabled_events: events, signing, description }),
  );
  return secret;
}

/** Where the receiver of an account is: each has a path of its own. */
export const receiverUrlOf = (accountId: string): string => `${receiverUrl}/${accountId}`;
