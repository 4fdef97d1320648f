import type { InputOf, LedgerAccount, Operations } from "@micro/sdk/contract";

import { canonicalJson } from "../../platform/canonical-json.ts";
import type { Context } from "../../platform/context.ts";
import { ConstraintError, DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { toAccount } from "./account.ts";
import { canonical } from "./canonical.ts";
import { openHead, seal } from "./chain.ts";
import { assertCodeIsFree, assertNameIsFree } from "./reserved-accounts.ts";
import { findAccountByCode, insertAccount, insertDetails } from "./store.ts";
import type { AccountRow } from "./tables.ts";

type Input = InputOf<Operations["ledger_accounts.create"]>;

/** Opens an account in the ledger. */
export async function createAccount(ctx: Context, input: Input): Promise<LedgerAccount> {
  const identity = { code: input.code ?? null, name: input.name, user_id: input.user_id ?? null };
  assertCodeIsFree(identity);
  assertNameIsFree(identity);
  const row = await openAccount(ctx, input);
  return toAccount(row, [], ctx.principal.mode === "live");
}

/** The account with this code, opened on first use. */
export async function ensureAccount(ctx: Context, input: Input & { code: string }): Promise<AccountRow> {
  const { code, user_id: holder = "" } = input;
  const found = await ctx.tx.first(findAccountByCode, { code, holder, realm: ctx.principal.realm });
  return found ?? openAccount(ctx, input);
}

async function openAccount(ctx: Context, input: Input): Promise<AccountRow> {
  const head = await openHead(ctx);
  const row = {
    id: ctx.platform.ids("ledgerAccount"),
    realm: ctx.principal.realm,
    name: input.name.toWellFormed(),
    type: input.type,
    currency: input.currency ?? null,
    code: input.code ?? null,
    user_id: input.user_id?.toWellFormed() ?? null,
    ...limitsOf(input),
    metadata: canonicalJson(dropEmptyValues(input.metadata)),
    created: head.now,
    closed_at: null,
  };
  const account = { ...row, n: await guardNames(ctx, row, () => ctx.tx.insert(insertAccount, row)) };
  const details = { realm: row.realm, account: row.id, name: row.name, metadata: row.metadata, created: row.created };
  const sealed = { ...details, n: await ctx.tx.insert(insertDetails, details) };
  await seal(ctx, head, "account", row.id, [canonical("account", account), canonical("details", sealed)]);
  return account;
}

/** Writes an account's row, or says whose code or name it has. */
export async function guardNames<T>({ tx }: Context, row: Omit<AccountRow, "n">, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!(cause instanceof ConstraintError)) throw cause;
    const key = { code: row.code ?? "", holder: row.user_id ?? "", realm: row.realm };
    const sameCode = await tx.first(findAccountByCode, key);
    if (cause.constraint.includes("account_code_taken") || (sameCode && sameCode.id !== row.id)) {
      throw new DomainError("account_code_taken", {
        message: `The code '${row.code}' is in use by another account of this holder.`,
        param: "code",
      });
    }
    if (cause.constraint.includes("account_name_taken")) {
      throw new DomainError("account_name_taken", {
        message: `The name '${row.name}' is in use by another account of this holder.`,
        param: "name",
      });
    }
    throw cause;
  }
}

/** The bounds of the balance: zero and above unless told. */
function limitsOf({ allow_negative: allowNegative, min_balance: min, max_balance }: Input) {
  const max = max_balance ?? null;
  if (min !== undefined && allowNegative !== undefined && allowNegative !== min < 0) {
    throw new DomainError("parameter_invalid", {
      message: `\`allow_negative: ${allowNegative}\` and a \`min_balance\` of ${min} contradict each other.`,
      param: "min_balance",
    });
  }
  const least = min ?? (allowNegative ? null : 0);
  if (least !== null && max !== null && max < least) {
    throw new DomainError("parameter_invalid", {
      message: `\`max_balance\` must be at least the minimum of ${least}.`,
      param: "max_balance",
    });
  }
  return { min_balance: least, max_balance: max };
}
