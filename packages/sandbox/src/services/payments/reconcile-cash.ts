import type { Difference } from "@micro/sdk/contract";

import { compareAmount, compareState } from "./reconcile-difference.ts";
import type { Records } from "./reconcile.ts";

const kind = "cash_transactions";

/** Compares the cash of customers with its own past, and what was paid out of it with the payments. */
export function* compareCash({ cash, charges, intents }: Records): Generator<Difference> {
  for (const rows of Map.groupBy(cash, ({ customer, currency }) => `${customer} ${currency}`).values()) {
    let balance = 0;
    for (const { id, customer, net_amount: amount, ending_balance: ending } of rows) {
      balance += amount;
      yield* compareAmount(kind, id, `ending_balance of ${customer}`, balance, ending);
    }
  }
  const paid = new Map(intents.map((intent) => [intent.id, intent]));
  const collected = new Map(
    charges.flatMap((charge) => (charge.captured === 1 ? [[charge.payment_intent, charge] as const] : [])),
  );
  for (const row of cash) {
    const { id, payment_intent: named } = row;
    yield* compareState(kind, id, "type", named === null ? "funded" : "applied_to_payment", row.type);
    if (named === null) continue;
    yield* compareState(kind, id, "customer", paid.get(named)?.customer ?? null, row.customer);
    const charge = collected.get(named);
    yield* compareState(kind, id, "currency", charge?.currency ?? null, row.currency);
    yield* compareAmount(kind, id, "net_amount", 0 - (charge?.amount_captured ?? 0), row.net_amount);
  }
}
