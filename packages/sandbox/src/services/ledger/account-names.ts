import type { LedgerAccountType } from "@micro/sdk/contract";

import type { AccountRow } from "./tables.ts";

/** The root under which accounting programs keep accounts of each type. */
export const roots: Record<LedgerAccountType, string> = {
  asset: "assets",
  liability: "liabilities",
  equity: "equity",
  revenue: "revenue",
  expense: "expenses",
};

/**
 * What each account is called in a journal, by its id: its code, or its name below the root of its type. Two that would be
 * called the same have their ids behind.
 */
export function journalNames(accounts: readonly AccountRow[]): Map<string, string> {
  const names = accounts.map((account) => [account.id, account.code ?? `${roots[account.type]}:${slug(account.name)}`]);
  const uses = Map.groupBy(names, ([, name]) => name);
  return new Map(names.map(([id = "", name = ""]) => [id, (uses.get(name)?.length ?? 0) > 1 ? `${name}:${id}` : name]));
}

/** A name in the letters of a code. */
const slug = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "") || "account";

/** The type that the root of a journal's name stands for; undefined for a root of another kind. */
export function typeOfName(name: string): LedgerAccountType | undefined {
  const [root = ""] = name.toLowerCase().split(":");
  return typesByRoot[root];
}

const typesByRoot: Partial<Record<string, LedgerAccountType>> = {
  asset: "asset",
  assets: "asset",
  liability: "liability",
  liabilities: "liability",
  equity: "equity",
  revenue: "revenue",
  revenues: "revenue",
  income: "revenue",
  expense: "expense",
  expenses: "expense",
};
