import type { TransitionType } from "@micro/sdk/contract";

import type { Context, Platform } from "../../platform/context.ts";
import type { Database, Reader, Transaction } from "../../platform/db/database.ts";
import { scheduleVerb, unscheduleVerb } from "../../platform/queue/verb-job.ts";
import { readSettings } from "./settings.ts";
import { allHeld, anyHeld, findHeld, insertHeld, removeHeld, updateHeld } from "./store.ts";
import type { HeldRow } from "./tables.ts";

interface Wanted {
  type: TransitionType;
  /** The kind of the job that brings it about. */
  job: string;
  id: string;
  /** When, in seconds, if it is time that decides. */
  at: number;
}

/** Has an outcome happen when its time has come, or hold until it is read often enough or brought about by hand. */
export async function scheduleTransition(ctx: Context, { type, job, id, at }: Wanted): Promise<void> {
  const mode = (await readSettings(ctx))[`${type}_transition`];
  if (mode === "time") return scheduleVerb(ctx, job, id, at);
  ctx.tx.onCommit(() => forgetNothingHeld(ctx.platform));
  const readsLeft = mode === "hand" ? null : Number(mode.slice("reads:".length));
  await ctx.tx.run(insertHeld, {
    realm: ctx.principal.realm,
    id,
    job,
    type,
    reads_left: readsLeft,
    created: ctx.now,
  });
}

/** Takes an outcome back that has become pointless. */
export async function dropTransition(ctx: Context, job: string, id: string): Promise<void> {
  await unscheduleVerb(ctx, job, id);
  await ctx.tx.run(removeHeld, { realm: ctx.principal.realm, id, job });
}

/** What is held in a realm, oldest first. */
export const listHeldTransitions = (reader: Reader, realm: number): Promise<HeldRow[]> =>
  reader.all(allHeld, { realm });

/** What was seen of each sandbox: where nothing is held, a read need not look for what it may bring about. */
const seen = new WeakMap<Platform, { nothingHeld: boolean }>();

/** To be called when something may be held that was not. */
export const forgetNothingHeld = (platform: Platform): void => void seen.delete(platform);

/** What a resource waits for that is about to be read. */
export async function findBeforeRead(
  db: Database,
  platform: Platform,
  realm: number,
  id: string,
): Promise<HeldRow | undefined> {
  if (seen.get(platform)?.nothingHeld) return undefined;
  // Whoever forgets it meanwhile leaves this one without effect.
  const look = { nothingHeld: false };
  seen.set(platform, look);
  return db.read(async (reader) => {
    look.nothingHeld = (await reader.first(anyHeld, {})) === undefined;
    return findHeldTransition(reader, realm, id);
  });
}

/** What a resource waits for. */
export const findHeldTransition = (reader: Reader, realm: number, id: string): Promise<HeldRow | undefined> =>
  reader.first(findHeld, { realm, id });

/** Counts a read, and says whether it was the last one that was waited for. */
export async function countRead(tx: Transaction, realm: number, id: string): Promise<boolean> {
  const held = await findHeldTransition(tx, realm, id);
  if (!held || held.reads_left === null) return false;
  const left = held.reads_left - 1;
  if (left > 0) await tx.run(updateHeld, { ...held, reads_left: left });
  return left === 0;
}

/** Lets go of what is held, since it is about to happen, and says whether it still was. */
export const releaseTransition = async (tx: Transaction, { realm, id, job }: HeldRow): Promise<boolean> =>
  (await tx.run(removeHeld, { realm, id, job })) > 0;
