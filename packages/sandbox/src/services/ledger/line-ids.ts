import { idPrefixes } from "@micro/sdk/contract";

import { encodeBase62 } from "../../platform/base62.ts";

/** How many characters of a transaction's id are in the ids of its lines: the other two say which line it is. */
const sharedChars = 22;
/** Held lines are counted from here, so that a line that is posted later has an id of its own. */
const firstHeld = 31 * 62;

/**
 * The id of one line of a transaction. It begins as the transaction's does: so the lines of one transaction stand together
 * in the one index over their ids, which grows no slower however large it is.
 */
export function lineId(transaction: string, index: number, kind: "entry" | "hold"): string {
  const place = index + (kind === "hold" ? firstHeld : 0);
  return sharedPart(transaction) + encodeBase62(Uint8Array.of(place >> 8, place & 255), 2);
}

/** The bounds between which the ids of a transaction's lines lie. */
export function lineIdsOf(transaction: string): { first: string; last: string } {
  const shared = sharedPart(transaction);
  return { first: `${shared}00`, last: `${shared}zz` };
}

function sharedPart(transaction: string): string {
  const begin = transaction.indexOf("_") + 1;
  return `${idPrefixes.ledgerEntry}_${transaction.slice(begin, begin + sharedChars)}`;
}
