import type { InputOf, Operations, Transfer } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { createTransfer } from "../connect/index.ts";
import { charges } from "./store.ts";

/** Sends money to a connected account. What is sent of a charge belongs to the charge's group, unless the caller names one. */
export async function sendTransfer(ctx: Context, input: InputOf<Operations["transfers.create"]>): Promise<Transfer> {
  const { source_transaction: id, transfer_group: named } = input;
  if (id === undefined || named !== undefined) return createTransfer(ctx, input);
  const group = (await ctx.tx.first(charges.find, { id, realm: ctx.principal.realm }))?.transfer_group ?? null;
  return createTransfer(ctx, { ...input, ...(group !== null && { transfer_group: group }) });
}
