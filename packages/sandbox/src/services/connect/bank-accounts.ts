import type { BankAccount, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import {
  addBankAccount,
  changeBankAccount,
  getBankAccountRow,
  listBankAccounts,
  removeBankAccount,
  toBankAccount,
} from "../balance/index.ts";
import { inPlaceOf } from "./connected-account.ts";

/** Gives a connected account a bank account. */
export async function createBankAccount(
  ctx: Context,
  { id, ...told }: InputOf<Operations["bank_accounts.create"]>,
): Promise<BankAccount> {
  const bank = await addBankAccount(await inPlaceOf(ctx, id, "id"), told);
  await recordEvent(ctx, "bank_account.created", bank);
  return bank;
}

/** Lists the bank accounts of a connected account. */
export async function listConnectedBankAccounts(
  ctx: Context,
  { id, ...params }: InputOf<Operations["bank_accounts.list"]>,
): Promise<List<BankAccount>> {
  return listBankAccounts(await inPlaceOf(ctx, id, "id"), params);
}

/** Reads a bank account of a connected account. */
export async function getBankAccount(
  ctx: Context,
  { id, bank_account: bank }: InputOf<Operations["bank_accounts.get"]>,
): Promise<BankAccount> {
  return toBankAccount(await getBankAccountRow(await inPlaceOf(ctx, id, "id"), bank, "bank_account"));
}

/** Changes a bank account of a connected account. */
export async function updateBankAccount(
  ctx: Context,
  { id, ...told }: InputOf<Operations["bank_accounts.update"]>,
): Promise<BankAccount> {
  const bank = await changeBankAccount(await inPlaceOf(ctx, id, "id"), told);
  await recordEvent(ctx, "bank_account.updated", bank);
  return bank;
}

/** Takes a bank account of a connected account away. */
export async function deleteBankAccount(
  ctx: Context,
  { id, bank_account: named }: InputOf<Operations["bank_accounts.delete"]>,
): Promise<BankAccount> {
  const bank = await removeBankAccount(await inPlaceOf(ctx, id, "id"), named);
  const { deleted: _deleted, ...last } = bank;
  await recordEvent(ctx, "bank_account.deleted", last);
  return bank;
}
