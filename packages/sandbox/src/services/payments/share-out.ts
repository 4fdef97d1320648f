import type { Context } from "../../platform/context.ts";
import { createTransfer, inPlaceOfPlatform, takeApplicationFee } from "../connect/index.ts";
import { parseTransferData } from "./connect-terms.ts";
import type { ChargeRow } from "./tables.ts";

/** What a platform takes of a charge: of one that was captured in part there may be less. */
export const feeWithin = ({ application_fee_amount: fee }: ChargeRow, amount: number): number =>
  Math.min(fee ?? 0, amount);

/** What of a charge is taken at once, before it reaches the balance: the platform's fee, where the charge is not its own. */
export const feeOfDirect = (charge: ChargeRow, amount: number): number =>
  charge.transfer_data === null ? feeWithin(charge, amount) : 0;

/** Gives those their parts who share in a charge that was collected: a connected account, and its platform. */
export async function shareOut(
  ctx: Context,
  charge: ChargeRow,
  { amount, availableOn }: { amount: number; availableOn: number },
): Promise<Pick<ChargeRow, "transfer" | "application_fee">> {
  const { id, currency } = charge;
  const data = parseTransferData(charge.transfer_data);
  const fee = feeWithin(charge, amount);
  const taken = { amount: fee, currency, availableOn };
  if (!data) {
    if (fee === 0) return { transfer: null, application_fee: null };
    const platform = await inPlaceOfPlatform(ctx);
    const direct = { ...taken, account: ctx.principal.account, charge: id, originating: null };
    return { transfer: null, application_fee: await takeApplicationFee(platform, direct) };
  }
  const { destination } = data;
  const transfer = await createTransfer(
    ctx,
    {
      amount: Math.min(data.amount ?? amount, amount),
      currency,
      destination,
      source_transaction: id,
      ...(charge.transfer_group !== null && { transfer_group: charge.transfer_group }),
    },
    fee,
  );
  if (fee === 0) return { transfer: transfer.id, application_fee: null };
  const received = { ...taken, account: destination, charge: transfer.destination_payment, originating: id };
  return { transfer: transfer.id, application_fee: await takeApplicationFee(ctx, received) };
}
