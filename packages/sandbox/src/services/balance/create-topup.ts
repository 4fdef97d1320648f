import type { InputOf, Operations, Topup } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { readSettings, scheduleTransition } from "../settings/index.ts";
import { topups } from "./store.ts";
import { settleTopupJob, toTopup } from "./topup.ts";

/** Asks the merchant's bank for money. It is there once the bank has answered, as with any bank debit. */
export async function createTopup(ctx: Context, input: InputOf<Operations["topups.create"]>): Promise<Topup> {
  const { bank_debit_delay_s: delay } = await readSettings(ctx);
  const row = {
    id: ctx.platform.ids("topup"),
    realm: ctx.principal.realm,
    amount: input.amount,
    currency: input.currency,
    status: "pending",
    source: input.source ?? "btok_us_verified",
    balance_transaction: null,
    description: input.description ?? null,
    expected_availability_date: ctx.now + delay,
    failure_code: null,
    failure_message: null,
    statement_descriptor: input.statement_descriptor ?? null,
    transfer_group: input.transfer_group ?? null,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(topups.insert, row);
  const topup = toTopup(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "topup.created", topup);
  const at = row.expected_availability_date;
  await scheduleTransition(ctx, { type: "bank_debit", job: settleTopupJob, id: row.id, at });
  return topup;
}
