import { defaultAsset, normalSides, type LedgerAccount, type LedgerAccountType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { findAccount, findAccountByCode } from "./store.ts";
import type { AccountRow, BalanceRow } from "./tables.ts";

/** The part of a balance that an account shows. */
export type ShownBalance = Pick<BalanceRow, "currency" | "posted" | "held_debit" | "held_credit">;

/** 1 where debits raise the balance, −1 where credits do. */
export function signOf(type: LedgerAccountType): 1 | -1 {
  return normalSides[type] === "debit" ? 1 : -1;
}

/** An amount on the other side, if `sign` says so. Minus zero would be `-0` to some readers. */
export const onSide = (amount: number, sign: number): number => amount * sign || 0;

/** The caller's account with this id, or with this code among those that no user holds; throws where there is none. */
export async function getAccountRow({ tx, principal }: Pick<Context, "tx" | "principal">, id: string, param = "id") {
  const { realm } = principal;
  const row = await tx.first(findAccount, { id, realm });
  const found = row ?? (await tx.first(findAccountByCode, { code: id, holder: "", realm }));
  if (!found) throw resourceMissing("ledger account", id, param);
  return found;
}

/** The account as the API shows it: balances are positive on its normal side. */
export function toAccount(row: AccountRow, balances: readonly ShownBalance[], livemode: boolean): LedgerAccount {
  const sign = signOf(row.type);
  const currency = row.currency ?? defaultAsset;
  const shown = balances.map((balance) => toBalance(balance, sign));
  return {
    id: row.id,
    object: "ledger_account",
    name: row.name,
    type: row.type,
    normal_side: normalSides[row.type],
    currency: row.currency,
    code: row.code,
    user_id: row.user_id,
    allow_negative: row.min_balance === null || row.min_balance < 0,
    min_balance: row.min_balance,
    max_balance: row.max_balance,
    status: row.closed_at === null ? "open" : "closed",
    balance: shown.find((balance) => balance.currency === currency)?.posted ?? 0,
    balances: shown,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    closed_at: row.closed_at,
    created: row.created,
    livemode,
  };
}

function toBalance({ currency, posted, held_debit, held_credit }: ShownBalance, sign: 1 | -1) {
  const outgoing = sign === 1 ? held_credit : held_debit;
  return {
    currency,
    posted: onSide(posted, sign),
    pending: onSide(posted + held_debit - held_credit, sign),
    available: onSide(posted, sign) - outgoing,
  };
}
