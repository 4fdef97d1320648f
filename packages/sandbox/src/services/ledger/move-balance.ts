import type { Context } from "../../platform/context.ts";
import { ConstraintError, DomainError } from "../../platform/errors.ts";
import { signOf } from "./account.ts";
import { exactSum, type Line } from "./lines.ts";
import { addToBalance, findBalance, insertBalance } from "./store.ts";

/** What happens to the amounts: they move at once, are held, are released, or move out of what is held. */
export interface Move {
  /** The lines that become entries. */
  posted: readonly Line[];
  /** The lines that are held from now on. */
  held?: readonly Line[];
  /** The lines that were held until now. */
  released?: readonly Line[];
}

/** The balance behind a move. */
export interface Moved {
  posted: number;
  version: number;
}

/**
 * Moves each account's balance by all its lines at once: only the outcome has to keep within the limits. Answers the new
 * balances by the key of `keyOf`.
 */
export async function moveBalances(ctx: Context, move: Move): Promise<Map<string, Moved>> {
  const { posted, held = [], released = [] } = move;
  const moved = new Map<string, Moved>();
  for (const [key, [first]] of Map.groupBy([...posted, ...held, ...released], keyOf)) {
    if (!first) continue;
    const [own, ownHeld, ownReleased] = [posted, held, released].map((lines) =>
      lines.filter((line) => keyOf(line) === key).map((line) => line.amount),
    ) as [number[], number[], number[]];
    moved.set(
      key,
      await moveOne(ctx, first, {
        posted: exactSum(own),
        held_debit: exactSum([...debits(ownHeld), ...debits(ownReleased).map(negative)]),
        held_credit: exactSum([...credits(ownHeld), ...credits(ownReleased).map(negative)]),
        entries: own.length,
      }),
    );
  }
  return moved;
}

/** One account in one currency. */
export const keyOf = ({ account, currency }: Line) => `${account.id}:${currency}`;

const debits = (amounts: readonly number[]) => amounts.filter((amount) => amount > 0);
const credits = (amounts: readonly number[]) => amounts.filter((amount) => amount < 0).map(negative);
const negative = (amount: number) => -amount;

type Change = Record<"posted" | "held_debit" | "held_credit", number | undefined> & { entries: number };

async function moveOne({ tx }: Context, { account, currency, index }: Line, change: Change): Promise<Moved> {
  const { posted, held_debit, held_credit, entries } = change;
  const param = `entries[${index}].amount`;
  if (posted === undefined || held_debit === undefined || held_credit === undefined) {
    throw new DomainError("balance_out_of_range", { param });
  }
  const movement = { account: account.id, currency, posted, held_debit, held_credit };
  try {
    if ((await tx.run(addToBalance, { ...movement, entries })) === 0) {
      await tx.run(insertBalance, {
        ...movement,
        version: entries,
        sign: signOf(account.type),
        min_balance: account.min_balance,
        max_balance: account.max_balance,
      });
    }
    const balance = await tx.first(findBalance, movement);
    if (!balance) throw new Error("The balance was not written.");
    return balance;
  } catch (cause) {
    if (!(cause instanceof ConstraintError)) throw cause;
    const whose = `The ${currency} balance of '${account.name}', with what is held,`;
    switch (cause.constraint) {
      case "balance_in_range":
        throw new DomainError("balance_out_of_range", { param });
      case "balance_above_minimum": {
        const least = account.min_balance;
        if (least === 0) {
          throw new DomainError("balance_insufficient", { message: `${whose} would fall below zero.`, param });
        }
        throw new DomainError("balance_below_minimum", { message: `${whose} would fall below ${least}.`, param });
      }
      case "balance_below_maximum":
        throw new DomainError("balance_above_maximum", {
          message: `${whose} would rise above ${account.max_balance}.`,
          param,
        });
      default:
        throw cause;
    }
  }
}
