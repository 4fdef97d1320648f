import { assetCodes } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";
import { chartAccount, chartOfAccounts, type ChartAccount } from "./chart-of-accounts.ts";
import type { AccountRow } from "./tables.ts";

// The chart's keys are what it was declared with.
const chart = (Object.keys(chartOfAccounts) as ChartAccount[]).flatMap((account) =>
  assetCodes.map((asset) => chartAccount(account, asset)),
);
const chartByCode: ReadonlyMap<string, (typeof chart)[number]> = new Map(
  chart.map((account) => [account.code, account]),
);
const codesByName: ReadonlyMap<string, string> = new Map(chart.map(({ name, code }) => [name, code]));

/** The account of payments with this code, as they open it. */
export const chartAccountOf = (code: string) => chartByCode.get(code);

/** What tells an account from others of the same holder. */
type Identity = Pick<AccountRow, "code" | "name" | "user_id">;

/** Whether payments post to the account: its code is one of the chart's, and no user holds it. */
export const isReserved = ({ code, user_id: holder }: Pick<Identity, "code" | "user_id">): boolean =>
  holder === null && code !== null && chartByCode.has(code);

/** Refuses a code that payments open for themselves. */
export function assertCodeIsFree(account: Identity): void {
  if (!isReserved(account)) return;
  throw new DomainError("account_reserved", {
    message: `Payments open the account '${account.code}' themselves, with their first posting to it.`,
    param: "code",
  });
}

/** Refuses a name that an account of payments has or will have. */
export function assertNameIsFree({ code, name, user_id: holder }: Identity): void {
  const owner = codesByName.get(name);
  if (holder !== null || owner === undefined || owner === code) return;
  throw new DomainError("account_reserved", {
    message: `'${name}' is the name of the payments' account '${owner}'.`,
    param: "name",
  });
}
