import type { InputOf, Operations, Payout } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { assertAvailable } from "./assert-available.ts";
import { changeBalance } from "./balance-transaction.ts";
import { destinationOf } from "./bank-account.ts";
import { advancePayoutJob, toPayout } from "./payout.ts";
import { markPaidOut, payouts } from "./store.ts";

type Input = InputOf<Operations["payouts.create"]>;

/** Sends available money to the merchant's bank. */
export async function createPayout(ctx: Context, input: Input, automatic = false): Promise<Payout> {
  const { amount, currency } = input;
  const destination = await destinationOf(ctx, input.destination, currency);
  await assertAvailable(ctx, { amount, currency, purpose: "pay out" });
  const id = ctx.platform.ids("payout");
  const { id: balanceTransaction } = await changeBalance(ctx, {
    type: "payout",
    movement: "payout",
    source: id,
    currency,
    amount: -amount,
    description: input.description ?? null,
  });
  if (automatic) await ctx.tx.run(markPaidOut, { realm: ctx.principal.realm, currency, payout: id });
  const method = input.method ?? "standard";
  const delay = method === "instant" ? 0 : (await readSettings(ctx)).payout_delay_s;
  const row = {
    id,
    realm: ctx.principal.realm,
    amount,
    currency,
    status: "pending",
    ...destination,
    method,
    automatic: Number(automatic),
    arrival_date: ctx.now + delay,
    balance_transaction: balanceTransaction,
    failure_balance_transaction: null,
    original_payout: null,
    reversed_by: null,
    failure_code: null,
    failure_message: null,
    description: input.description ?? null,
    statement_descriptor: input.statement_descriptor ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(payouts.insert, row);
  const payout = toPayout(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "payout.created", payout);
  // It can be taken back until it is half-way.
  const at = ctx.now + Math.floor(delay / 2);
  await scheduleTransition(ctx, { type: "payout", job: advancePayoutJob, id, at });
  return payout;
}
