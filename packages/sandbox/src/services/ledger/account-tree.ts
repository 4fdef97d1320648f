import type { AccountTree, Asset, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { realmBalances } from "./balances-at.ts";
import { columnsOf, total } from "./columns.ts";
import { allAccounts } from "./store.ts";

interface Node {
  account: string | null;
  amounts: Map<Asset, number[]>;
}

/** The codes as a tree: each node with the balance of all accounts at and below it. Accounts without a code have no place. */
export async function accountTree(
  { tx, principal }: Context,
  { under, at, by }: InputOf<Operations["ledger.tree"]>,
): Promise<AccountTree> {
  const accounts = await tx.all(allAccounts, { realm: principal.realm });
  const balances = Map.groupBy(await realmBalances(tx, principal.realm, { at, by }), (balance) => balance.account);
  const nodes = new Map<string, Node>();
  for (const { id, code } of accounts) {
    if (code === null || !isWithin(code, under)) continue;
    const names = code.split(":");
    for (const depth of names.keys()) {
      const path = names.slice(0, depth + 1).join(":");
      if (!isWithin(path, under)) continue;
      const node = nodes.get(path) ?? { account: null, amounts: new Map<Asset, number[]>() };
      nodes.set(path, node);
      if (path === code) node.account ??= id;
      for (const { currency, posted } of balances.get(id) ?? []) {
        node.amounts.set(currency, [...(node.amounts.get(currency) ?? []), posted]);
      }
    }
  }
  const sorted = [...nodes].toSorted(([a], [b]) => (a.replaceAll(":", "\0") < b.replaceAll(":", "\0") ? -1 : 1));
  return {
    object: "account_tree",
    at: at ?? null,
    nodes: sorted.map(([code, { account, amounts }]) => ({
      code,
      depth: code.split(":").length - 1,
      account_id: account,
      balances: [...amounts].map(([currency, sums]) => ({ currency, ...columnsOf(total(sums)) })),
    })),
  };
}

const isWithin = (code: string, under: string | undefined) =>
  under === undefined || code === under || code.startsWith(`${under}:`);
