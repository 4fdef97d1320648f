import type { Asset, BankAccount, PayoutDestination } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { destinations } from "./payout.ts";
import { bankAccounts } from "./store.ts";
import type { BankAccountRow } from "./tables.ts";

const inCurrency = bankAccounts.where("currency", "closed");

/** The bank account as the API shows it. */
export function toBankAccount(row: Omit<BankAccountRow, "n">): BankAccount {
  return {
    id: row.id,
    object: "bank_account",
    account: row.account,
    account_holder_name: row.account_holder_name,
    account_holder_type: row.account_holder_type,
    bank_name: "STRIPE TEST BANK",
    country: row.country,
    created: row.created,
    currency: row.currency,
    default_for_currency: row.is_default === 1,
    ...(row.closed === 1 && { deleted: true }),
    fingerprint: row.fingerprint,
    last4: row.last4,
    metadata: JSON.parse(row.metadata) as BankAccount["metadata"],
    routing_number: row.routing_number,
    status: "new",
  };
}

/** Reads a bank account of the caller's, or throws. */
export async function getBankAccountRow({ tx, principal }: Context, id: string, param = "id"): Promise<BankAccountRow> {
  const row = await tx.first(bankAccounts.find, { id, realm: principal.realm });
  if (!row || row.closed === 1) throw resourceMissing("bank account", id, param);
  return row;
}

/** The caller's bank accounts in a currency. */
export const bankAccountsIn = ({ tx, principal }: Context, currency: Asset): Promise<BankAccountRow[]> =>
  tx.all(inCurrency, { realm: principal.realm, currency, closed: 0 });

/** Makes room for another default of a currency. */
export async function clearDefault(ctx: Context, currency: Asset): Promise<void> {
  const defaults = (await bankAccountsIn(ctx, currency)).filter((row) => row.is_default === 1);
  for (const row of defaults) await ctx.tx.run(bankAccounts.update, { ...row, is_default: 0 });
}

/** Where a payout goes, and what becomes of it there; by default it goes to the default account of the currency. */
export async function destinationOf(
  ctx: Context,
  named: string | undefined,
  currency: Asset,
): Promise<{ destination: string; behaves_as: PayoutDestination }> {
  if (named === undefined) {
    const own = (await bankAccountsIn(ctx, currency)).find((row) => row.is_default === 1);
    return { destination: own?.id ?? "ba_success", behaves_as: own?.behaves_as ?? "ba_success" };
  }
  if (isTestAccount(named)) return { destination: named, behaves_as: named };
  const row = await getBankAccountRow(ctx, named, "destination");
  if (row.currency === currency) return { destination: row.id, behaves_as: row.behaves_as };
  throw new DomainError("currency_mismatch", {
    message: `The bank account is in ${row.currency}, not in ${currency}.`,
    param: "currency",
  });
}

const isTestAccount = (name: string): name is PayoutDestination => Object.hasOwn(destinations, name);
