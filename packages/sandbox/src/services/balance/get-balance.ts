import type { PaymentBalance } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { balanceSums } from "./store.ts";

/** What is pending and what is available, by currency. */
export async function getBalance({ tx, principal }: Context): Promise<PaymentBalance> {
  const sums = await tx.all(balanceSums, { realm: principal.realm });
  const currencies = [...new Set(sums.map(({ currency }) => currency))];
  const side = (status: "pending" | "available") =>
    currencies.map((currency) => ({
      amount: sums.find((sum) => sum.currency === currency && sum.status === status)?.net ?? 0,
      currency,
    }));
  return {
    object: "balance",
    available: side("available"),
    livemode: principal.mode === "live",
    pending: side("pending"),
  };
}
