import { idPrefixes, type IdKind } from "@micro/sdk/contract";

import type { Context } from "../platform/context.ts";
import type { Statement } from "../platform/db/statement.ts";
import * as billing from "../services/billing/index.ts";
import * as checkout from "../services/checkout/index.ts";
import { countClocks, inTimeOfCustomer, inTimeOfTestClock } from "../services/customers/index.ts";
import * as payments from "../services/payments/index.ts";

type PayerOf = Statement<{ id: string; realm: number }, { customer: string | null }>;

/** How the payer is found of whatever belongs to one. */
const payers: Partial<Record<IdKind, PayerOf>> = { ...payments.payers, ...billing.payers, ...checkout.payers };

type InTime = (ctx: Context, id: string) => Promise<Context>;

const byPrefix = new Map<string, InTime>([
  [idPrefixes.customer, inTimeOfCustomer],
  [idPrefixes.testClock, inTimeOfTestClock],
  ...Object.entries(payers).map(([kind, payerOf]): [string, InTime] => [
    idPrefixes[kind as IdKind],
    async (ctx, id) => {
      const { realm } = ctx.principal;
      const payer = await ctx.tx.first(payerOf, { id, realm });
      return payer?.customer ? inTimeOfCustomer(ctx, payer.customer) : ctx;
    },
  ]),
]);

/**
 * The same call in the time of whom it is about: the first of the ids that belongs to the customer of a test clock says
 * whose. Verbs need not know: they take what `ctx.now` says, and schedule with their context.
 */
export async function inTimeOf(ctx: Context, ids: readonly unknown[]): Promise<Context> {
  // Mostly nobody has a clock, and nothing has to be looked up.
  if ((await countClocks(ctx)) === 0) return ctx;
  for (const id of ids) {
    if (typeof id !== "string") continue;
    const inTime = byPrefix.get(id.slice(0, Math.max(0, id.lastIndexOf("_"))));
    const found = inTime && (await inTime(ctx, id));
    if (found && found !== ctx) return found;
  }
  return ctx;
}

/** The same for a request: what it names, or what the secret of a payer's page names. */
export function inTimeOfRequest(ctx: Context, input: unknown): Promise<Context> {
  const named: readonly unknown[] = typeof input === "object" && input !== null ? Object.values(input) : [];
  return inTimeOf(ctx, [...named, ctx.principal.credential]);
}
