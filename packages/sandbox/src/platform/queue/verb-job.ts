import type { Context } from "../context.ts";
import { removeFromTimeline, scheduleOnTimeline } from "./timeline.ts";

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

/**
 * Has a verb run on a resource of the caller's realm at an instant, in seconds of the caller's time. A job of this kind that
 * already waits for the resource is moved to the new instant.
 */
export function scheduleVerb(
  { tx, platform, principal, timeline }: Context,
  kind: string,
  id: string,
  at: number,
): Promise<void> {
  const reference = verbJobReference({ realm: principal.realm, id });
  if (timeline !== null) return scheduleOnTimeline(tx, { timeline, kind, reference, due_at: at });
  return platform.queue.schedule(tx, kind, reference, at * 1000);
}

/** Removes such a job, if there is one. */
export async function unscheduleVerb(
  { tx, platform, principal, timeline }: Context,
  kind: string,
  id: string,
): Promise<void> {
  const reference = verbJobReference({ realm: principal.realm, id });
  if (timeline === null) await platform.queue.remove(tx, kind, reference);
  else await removeFromTimeline(tx, { kind, reference });
}
