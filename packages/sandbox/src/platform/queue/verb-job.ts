import type { Context } from "../context.ts";

/** A job that runs a verb on one resource of one realm. */
export interface VerbJob {
  realm: number;
  id: string;
}

/** Names the job about a resource. */
export const verbJobReference = ({ realm, id }: VerbJob) => `${realm}:${id}`;

/** Reads what `scheduleVerb` wrote. */
export function parseVerbJob(reference: string): VerbJob {
  const [realm = "", id = ""] = reference.split(":", 2);
  return { realm: Number(realm), id };
}

/** Has a verb run on a resource of the caller's realm at an instant, in seconds; a job of that kind there is moves. */
export function scheduleVerb(
  { tx, platform, principal }: Context,
  kind: string,
  id: string,
  at: number,
): Promise<void> {
  return platform.queue.schedule(tx, kind, verbJobReference({ realm: principal.realm, id }), at * 1000);
}

/** Takes such a job back. */
export function unscheduleVerb({ tx, platform, principal }: Context, kind: string, id: string): Promise<void> {
  return platform.queue.remove(tx, kind, verbJobReference({ realm: principal.realm, id }));
}
