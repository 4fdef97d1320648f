import type { Asset, CustomerBalanceTransaction } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import type { CustomerBalanceRow } from "../invoices/invoice-tables.ts";
import { customerBalances, latestBalance, setDraftBalances } from "../store.ts";

/** The change of a customer's balance as the API shows it. */
export function toBalanceChange(row: CustomerBalanceRow, livemode: boolean): CustomerBalanceTransaction {
  return {
    id: row.id,
    object: "customer_balance_transaction",
    amount: row.amount,
    created: row.created,
    credit_note: row.credit_note,
    currency: row.currency,
    customer: row.customer,
    description: row.description,
    ending_balance: row.ending_balance,
    invoice: row.invoice,
    livemode,
    metadata: JSON.parse(row.metadata) as CustomerBalanceTransaction["metadata"],
    type: row.type,
  };
}

/** What a customer has to his credit, below zero, or owes with the next invoice, above it. */
export async function balanceOf({ tx, principal }: Context, customer: string, currency: Asset): Promise<number> {
  const latest = await tx.first(latestBalance, { realm: principal.realm, customer, currency });
  return latest?.ending_balance ?? 0;
}

type Move = Pick<CustomerBalanceRow, "customer" | "currency" | "type" | "amount"> &
  Partial<Pick<CustomerBalanceRow, "invoice" | "credit_note" | "description" | "metadata">>;

/** Changes a customer's balance; a change of nothing is none. */
export async function moveBalance(ctx: Context, move: Move): Promise<CustomerBalanceRow | undefined> {
  if (move.amount === 0) return undefined;
  const row = {
    invoice: null,
    credit_note: null,
    description: null,
    metadata: "{}",
    ...move,
    id: ctx.platform.ids("customerBalanceTransaction"),
    realm: ctx.principal.realm,
    ending_balance: (await balanceOf(ctx, move.customer, move.currency)) + move.amount,
    created: ctx.now,
  };
  assertCounted(row.ending_balance);
  await ctx.tx.run(customerBalances.insert, row);
  const { realm, customer, currency, ending_balance: balance } = row;
  await ctx.tx.run(setDraftBalances, { realm, customer, currency, starting_balance: balance });
  return { ...row, n: 0 };
}

/** Throws where a balance would be beyond exact integers. */
function assertCounted(balance: number): void {
  if (Number.isSafeInteger(balance)) return;
  throw new DomainError("amount_too_large", {
    message: "The customer's balance would be beyond what can be counted exactly.",
    param: "amount",
  });
}

/** Reads a change of a balance, or throws. */
export async function getBalanceChangeRow({ tx, principal }: Context, id: string): Promise<CustomerBalanceRow> {
  const row = await tx.first(customerBalances.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("change of a balance", id);
  return row;
}
