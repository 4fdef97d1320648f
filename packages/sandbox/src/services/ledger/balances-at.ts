import type { LedgerClock } from "@micro/sdk/contract";

import type { Reader } from "../../platform/db/database.ts";
import type { ShownBalance } from "./account.ts";
import { exactSum } from "./lines.ts";
import { balanceUpTo, holdsAt, lastEntryBy, recordedEarly, recordedLate } from "./past-store.ts";
import { allBalances, balancesOf } from "./store.ts";
import type { AccountRow, BalanceRow } from "./tables.ts";

/** Which moment is asked about: now when `at` is absent; by when things were recorded unless told. */
export interface AsOf {
  at?: number | undefined;
  by?: LedgerClock | undefined;
}

type Balance = ShownBalance & Pick<BalanceRow, "account">;

/** An account's balances, now or as of the end of an instant. */
export async function accountBalances(
  db: Reader,
  { id, realm }: Pick<AccountRow, "id" | "realm">,
  asOf: AsOf,
): Promise<Balance[]> {
  return rewind(db, realm, await db.all(balancesOf, { account: id }), asOf);
}

/** All balances of a realm, now or as of the end of an instant. */
export async function realmBalances(db: Reader, realm: number, asOf: AsOf): Promise<Balance[]> {
  return rewind(db, realm, await db.all(allBalances, { realm }), asOf);
}

/** The place of the last entry of a realm that was recorded by an instant; 0 when there is none. */
export async function placeAt(db: Reader, realm: number, at: number): Promise<number> {
  return (await db.first(lastEntryBy, { realm, at }))?.n ?? 0;
}

async function rewind(db: Reader, realm: number, rows: readonly BalanceRow[], { at, by }: AsOf): Promise<Balance[]> {
  if (at === undefined) return [...rows];
  const last = await placeAt(db, realm, at);
  const balances: Balance[] = [];
  for (const { account, currency } of rows) {
    const place = { realm, account, currency, at, last };
    const posted = await (by === "effective_at" ? effectiveBy(db, place) : recordedBy(db, place));
    balances.push({ account, currency, posted, ...(await heldAt(db, place, by)) });
  }
  return balances;
}

type Place = Pick<BalanceRow, "account" | "currency"> & { realm: number; at: number; last: number };

async function recordedBy(db: Reader, { realm, account, currency, last }: Place): Promise<number> {
  return (await db.first(balanceUpTo, { realm, account, currency, last }))?.balance_after ?? 0;
}

/** Most entries take effect when they are recorded: only the others are looked at one by one. */
async function effectiveBy(db: Reader, place: Place): Promise<number> {
  const recorded = await recordedBy(db, place);
  const early = await db.all(recordedEarly, place);
  const late = await db.all(recordedLate, place);
  const sum = exactSum([recorded, ...early.map(({ amount }) => -amount), ...late.map(({ amount }) => amount)]);
  if (sum === undefined) throw new Error("A balance of the past leaves the range.");
  return sum;
}

async function heldAt(db: Reader, place: Place, by: LedgerClock | undefined) {
  const { at } = place;
  const held = { held_debit: 0, held_credit: 0 };
  for (const { amount, effective_at: effectiveAt, expires_at: expiresAt, resolved_at: resolvedAt } of await db.all(
    holdsAt,
    place,
  )) {
    const isOver = (resolvedAt !== null && resolvedAt <= at) || (expiresAt !== null && expiresAt <= at);
    const isYetToCome = by === "effective_at" && effectiveAt !== null && effectiveAt > at;
    if (isOver || isYetToCome) continue;
    if (amount > 0) held.held_debit += amount;
    else held.held_credit -= amount;
  }
  return held;
}
