import type { Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import { DomainError } from "../platform/errors.ts";
import type { FollowedRow } from "../platform/outbox/outbox.ts";
import type { OutboxRow } from "../platform/outbox/tables.ts";
import { createWakeUp } from "../platform/wake-up.ts";
import { listConnectedRealms } from "../services/auth/index.ts";
import { authenticate, type CredentialHeaders } from "./authenticate.ts";
import { createCredentialWatch } from "./watch-credentials.ts";

/** Somebody who may read the events of one account and mode as they come. */
export interface Listener {
  account: string;
  /** The number of the account and mode. */
  realm: number;
  livemode: boolean;
  /** What events are signed with that a listener forwards: the same at every connection. */
  secret: string;
  instanceId: string;
  historyId: string;
  /** The newest event's number, 0 before the first. */
  head(): Promise<number>;
  /** Where a reader that has read up to `after` goes on: further on when what follows is no longer kept. */
  startOf(after: number): Promise<number>;
  /**
   * The events after a number: first those that are there, then each as it comes, without gap or duplicate; in between
   * those that are sent again on request.
   */
  follow(after: number, signal: AbortSignal): AsyncGenerator<FollowedRow>;
  /** Calls once when the credentials are no longer valid, after which nothing is followed. Returns what ends the watch. */
  watch(onEnded: () => void): () => void;
  /** Where the logs of the connected accounts stand, by their realms. */
  connectedHeads(): Promise<Map<number, number>>;
  /** The connected accounts' events after these places, which move on with them; of an account that is new, all. */
  followConnected(places: Map<number, number>, signal: AbortSignal): AsyncGenerator<ConnectedRow>;
}

/** An event of a connected account's. */
export interface ConnectedRow extends OutboxRow {
  account: string;
}

/** Lets a caller listen, or throws as any call with such credentials does. */
export type Listen = (credentials: CredentialHeaders) => Promise<Listener>;

interface Parts {
  db: Database;
  platform: Platform;
  identity: () => { instanceId: string; historyId: string };
}

async function* followConnected(
  { db, platform }: Pick<Parts, "db" | "platform">,
  realm: number,
  places: Map<number, number>,
  signal: AbortSignal,
): AsyncGenerator<ConnectedRow> {
  const wakeUp = createWakeUp(signal);
  const stop = platform.outbox.onAppend((realms) => (realms.size > 1 || !realms.has(realm)) && wakeUp.ring());
  try {
    while (!signal.aborted) {
      const changed = wakeUp.arm();
      const rows = await db.read(async (reader) => {
        const found: ConnectedRow[] = [];
        for (const { account, realm: theirs } of await listConnectedRealms(reader, realm)) {
          const page = await platform.outbox.after(reader, theirs, places.get(theirs) ?? 0);
          found.push(...page.map((row) => ({ ...row, account })));
        }
        return found;
      });
      for (const row of rows) {
        if (signal.aborted) return;
        places.set(row.realm, row.seq);
        yield row;
      }
      if (rows.length === 0) await changed;
    }
  } finally {
    stop();
    wakeUp.close();
  }
}

/** The pipeline of streams: authenticate, check the scope, and hand out the log. */
export function createListen({ db, platform, identity }: Parts): Listen {
  return async (credentials) => {
    const identify = () =>
      authenticate({ db, platform, now: platform.clock.seconds() }, credentials, { access: "events:read" });
    const principal = await identify();
    if (!principal) throw new DomainError("credentials_missing");
    const { account, mode, realm } = principal;
    const watch = createCredentialWatch(platform, async () => {
      try {
        await identify();
        return true;
      } catch (cause) {
        // Any other failure, as when the sandbox closes, says nothing about the credentials.
        return !(cause instanceof DomainError);
      }
    });
    return {
      account,
      realm,
      livemode: mode === "live",
      secret: `whsec_${platform.secrets.derive(`listener:${account}:${mode}`).toString("base64")}`,
      ...identity(),
      head: () => db.read((reader) => platform.outbox.head(reader, realm)),
      startOf: (after) => db.read((reader) => platform.outbox.startOf(reader, realm, after)),
      follow: (after, signal) => watch.guard(platform.outbox.follow(db, realm, after, signal)),
      watch: (onEnded) => watch.begin(onEnded),
      connectedHeads: () =>
        db.read(async (reader) => {
          const heads = new Map<number, number>();
          for (const connected of await listConnectedRealms(reader, realm)) {
            heads.set(connected.realm, await platform.outbox.head(reader, connected.realm));
          }
          return heads;
        }),
      followConnected: (places, signal) => watch.guard(followConnected({ db, platform }, realm, places, signal)),
    };
  };
}
