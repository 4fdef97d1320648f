import type { DeliveryFault } from "@micro/sdk/contract";

import type { Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import type { Fired } from "../platform/faults.ts";
import { findOwner } from "../services/auth/index.ts";
import type { LoadedDelivery } from "../services/webhooks/index.ts";
import type { Overtaking } from "./overtaking.ts";

/** A delivery that rules have made go wrong, for the request log. */
export interface FaultyDelivery {
  realm: number;
  url: string;
  eventType: string;
  /** What the receiver answered; null where it was not asked, or did not answer. */
  status: number | null;
  faults: readonly string[];
}

/** The rules that fire for an attempt, by their effect. */
export type Wrong = ReadonlyMap<DeliveryFault, Fired<DeliveryFault>>;

const none: Wrong = new Map();
const staleSeconds = 3600;

/** What goes wrong with an attempt. Only the first one of a delivery is put off. */
export async function drawFaults(
  { db, platform, overtaking }: { db: Database; platform: Platform; overtaking: Overtaking },
  { id, realm, eventType, endpoint, isFirst }: LoadedDelivery,
): Promise<Wrong> {
  if (!platform.faults.any()) return none;
  const { account, mode } = await db.read((reader) => findOwner(reader, realm));
  const can = (effect: DeliveryFault): boolean => {
    if (effect === "reorder") return isFirst && overtaking.canHold(endpoint);
    return effect !== "delay" || isFirst;
  };
  const fired = platform.faults.forDelivery({ account, mode, eventType, endpoint }, can);
  if (fired.some(({ effect }) => effect === "reorder")) overtaking.hold(endpoint, id);
  return new Map(fired.map((fault) => [fault.effect, fault]));
}

/** How long an attempt is put off, if it is. */
export const postponedBy = (wrong: Wrong): number | undefined =>
  (wrong.get("reorder") ?? wrong.get("delay"))?.delaySeconds;

/** The instant that is signed. */
export const timestampOf = (wrong: Wrong, now: number): number =>
  wrong.has("stale_timestamp") ? now - staleSeconds : now;

/** The headers that sign, with a signature that does not fit where it shall not. */
export function spoil(wrong: Wrong, headers: Record<string, string>): Record<string, string> {
  if (!wrong.has("corrupt_signature")) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, /signature$/i.test(name) ? spoilText(value) : value]),
  );
}

/** Changes a character of the last signature: not the very last, whose bits do not all count in base64. */
function spoilText(text: string): string {
  const place = text.length - 12;
  return `${text.slice(0, place)}${text[place] === "0" ? "1" : "0"}${text.slice(place + 1)}`;
}
