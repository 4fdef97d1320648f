import type { RequestRecord } from "./request-log.ts";

/** Passes requests on to those who follow the log of a realm, soon after they were answered. */
export interface RequestTail {
  /** Tells of requests that were logged. */
  observe(records: readonly RequestRecord[]): void;
  /** Calls with each request of the realm from now on. Answers how to stop. */
  follow(realm: number, hear: (record: RequestRecord) => void): () => void;
}

/** Makes the tail of the request log. */
export function createRequestTail(): RequestTail {
  const followers = new Set<{ realm: number; hear: (record: RequestRecord) => void }>();
  return {
    observe: (records) => {
      for (const record of followers.size === 0 ? [] : records) {
        for (const { realm, hear } of followers) {
          if (record.realm === realm) hear(record);
        }
      }
    },
    follow: (realm, hear) => {
      const follower = { realm, hear };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
