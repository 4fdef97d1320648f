import { formatAmount, type InputOf, type Operations, type Transfer } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { recordEvent } from "../activity/index.ts";
import { assertAvailable, changeBalance, findCollected } from "../balance/index.ts";
import { getReceiverRow, inPlaceOf } from "./connected-account.ts";
import { receivedPayments, transferredOf, transfers } from "./store.ts";
import { toTransfer } from "./transfer.ts";

type Input = InputOf<Operations["transfers.create"]>;

/**
 * Sends money to a connected account: it leaves one balance and arrives in the other in one transaction. That of a charge
 * can be sent before it is available; it becomes so in both places at once. `applicationFee` stays with the platform.
 */
export async function createTransfer(ctx: Context, input: Input, applicationFee = 0): Promise<Transfer> {
  const { amount, currency } = input;
  const { id: destination } = await getReceiverRow(ctx, input.destination, "destination");
  const availableOn = await fundsOf(ctx, input);
  const id = ctx.platform.ids("transfer");
  const description = input.description ?? null;
  const change = { currency, description, availableOn };
  const sent = await changeBalance(ctx, {
    ...change,
    type: "transfer",
    movement: "transfer",
    source: id,
    amount: -amount,
  });
  const there = await inPlaceOf(ctx, destination);
  const received = ctx.platform.ids("receivedPayment");
  const arrived = await changeBalance(there, {
    ...change,
    type: "payment",
    movement: "transfer_received",
    source: received,
    amount,
    applicationFee,
  });
  await ctx.tx.run(receivedPayments.insert, {
    id: received,
    realm: there.principal.realm,
    cause: id,
    amount,
    application_fee_amount: applicationFee,
    currency,
    balance_transaction: arrived.id,
    created: ctx.now,
  });
  const row = {
    id,
    realm: ctx.principal.realm,
    amount,
    amount_reversed: 0,
    currency,
    destination,
    destination_payment: received,
    source_transaction: input.source_transaction ?? null,
    transfer_group: input.transfer_group ?? null,
    description,
    balance_transaction: sent.id,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  } as const;
  await ctx.tx.run(transfers.insert, row);
  const transfer = toTransfer(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "transfer.created", transfer);
  return transfer;
}

/** Throws unless there is enough to send. Answers from when on it can be used. */
async function fundsOf(ctx: Context, { amount, currency, source_transaction: charge }: Input): Promise<number> {
  if (charge === undefined) {
    await assertAvailable(ctx, { amount, currency, purpose: "transfer" });
    return ctx.now;
  }
  const collected = await findCollected(ctx, charge);
  if (!collected) throw resourceMissing("charge that was collected", charge, "source_transaction");
  if (collected.currency !== currency) {
    throw new DomainError("currency_mismatch", {
      message: `The charge is in ${collected.currency}, not in ${currency}.`,
      param: "currency",
    });
  }
  const sent = (await ctx.tx.first(transferredOf, { realm: ctx.principal.realm, charge }))?.amount ?? 0;
  const left = collected.amount - sent;
  if (amount <= left) return collected.available_on;
  throw new DomainError("amount_too_large", {
    message: `Of the charge ${formatAmount(left, currency)} can be transferred: less than ${formatAmount(amount, currency)}.`,
    param: "amount",
  });
}
