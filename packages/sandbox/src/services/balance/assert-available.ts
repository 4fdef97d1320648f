import { formatAmount, type Asset } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { availableSum } from "./store.ts";

/** Throws unless so much of the balance is available. */
export async function assertAvailable(
  { tx, principal }: Context,
  { amount, currency, purpose }: { amount: number; currency: Asset; purpose: string },
): Promise<void> {
  const available = (await tx.first(availableSum, { realm: principal.realm, currency }))?.net ?? 0;
  if (amount <= available) return;
  throw new DomainError("balance_insufficient", {
    message: `The available balance is ${formatAmount(available, currency)}: too little to ${purpose} ${formatAmount(amount, currency)}.`,
    param: "amount",
  });
}
