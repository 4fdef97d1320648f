import type { Topup, TopupSource } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { topups } from "./store.ts";
import type { TopupRow } from "./tables.ts";
import { topupTransitions, type TopupCommand } from "./topup-state.ts";

/** The kind of the job that settles a top-up. */
export const settleTopupJob = "topup.settle";

/** How a top-up from each test bank account ends. */
export const sources: Record<TopupSource, { failureCode: string; message: string } | null> = {
  btok_us_verified: null,
  btok_us_verified_noAccount: { failureCode: "no_account", message: "There is no such bank account." },
};

/** The top-up as the API shows it. */
export function toTopup(row: Omit<TopupRow, "n">, livemode: boolean): Topup {
  return {
    id: row.id,
    object: "topup",
    amount: row.amount,
    balance_transaction: row.balance_transaction,
    created: row.created,
    currency: row.currency,
    description: row.description,
    expected_availability_date: row.expected_availability_date,
    failure_code: row.failure_code,
    failure_message: row.failure_message,
    livemode,
    metadata: JSON.parse(row.metadata) as Topup["metadata"],
    source: row.source,
    statement_descriptor: row.statement_descriptor,
    status: row.status,
    transfer_group: row.transfer_group,
  };
}

/** Reads a top-up, or throws. */
export async function getTopupRow({ tx, principal }: Context, id: string): Promise<TopupRow> {
  const row = await tx.first(topups.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("top-up", id);
  return row;
}

/** Reads a top-up. */
export async function getTopup(ctx: Context, { id }: { id: string }): Promise<Topup> {
  return toTopup(await getTopupRow(ctx, id), ctx.principal.mode === "live");
}

/** The status that a command leads to; throws where it is refused. */
export function nextTopupStatus(row: TopupRow, command: TopupCommand, livemode: boolean): TopupRow["status"] {
  const next = topupTransitions[row.status][command];
  if (next) return next;
  throw commandRefused("top-up", row, command, { topup: toTopup(row, livemode) });
}

/** The events that a top-up's change is told by. */
type TopupEvent = "topup.canceled" | "topup.failed" | "topup.succeeded";

/** Writes a changed top-up and tells of it. */
export async function saveTopup(ctx: Context, row: TopupRow, type?: TopupEvent): Promise<Topup> {
  await ctx.tx.run(topups.update, row);
  const topup = toTopup(row, ctx.principal.mode === "live");
  if (type) await recordEvent(ctx, type, topup);
  return topup;
}
