import type { InputOf, Operations, TransferData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { isConnected } from "../auth/index.ts";
import { getReceiverRow } from "../connect/index.ts";
import type { PaymentIntentRow } from "./tables.ts";

type Sent = Pick<
  InputOf<Operations["payment_intents.create"]>,
  "amount" | "application_fee_amount" | "on_behalf_of" | "transfer_data" | "transfer_group"
>;
type Terms = Pick<PaymentIntentRow, "application_fee_amount" | "on_behalf_of" | "transfer_data" | "transfer_group">;
type Shares = Pick<PaymentIntentRow, "amount" | "application_fee_amount" | "transfer_data">;

const nobodyElse: Terms = {
  application_fee_amount: null,
  on_behalf_of: null,
  transfer_data: null,
  transfer_group: null,
};

/** What of a payment is somebody else's, as its intent keeps it; throws where there is no such account, or it is too much. */
export async function connectTermsOf(ctx: Context, sent: Sent): Promise<Terms> {
  const {
    amount,
    application_fee_amount: fee,
    on_behalf_of: holder,
    transfer_data: data,
    transfer_group: group,
  } = sent;
  if (fee === undefined && holder === undefined && data === undefined && group === undefined) return nobodyElse;
  const terms: Terms = {
    application_fee_amount: fee ?? null,
    on_behalf_of: holder === undefined ? null : (await getReceiverRow(ctx, holder, "on_behalf_of")).id,
    transfer_data: data === undefined ? null : await transferDataOf(ctx, data),
    transfer_group: group ?? null,
  };
  assertShares(ctx, { amount, ...terms });
  return terms;
}

async function transferDataOf(ctx: Context, data: NonNullable<Sent["transfer_data"]>): Promise<string> {
  const { id: destination } = await getReceiverRow(ctx, data.destination, "transfer_data.destination");
  return JSON.stringify({ destination, amount: data.amount ?? null } satisfies TransferData);
}

/** What a payment for a connected account is transferred of; null where it is for nobody else. */
export const parseTransferData = (text: string | null): TransferData | null =>
  text === null ? null : (JSON.parse(text) as TransferData);

/** The terms with another amount to be transferred. */
export function withTransferAmount<T extends Pick<Shares, "transfer_data">>(row: T, amount: number | undefined): T {
  if (amount === undefined) return row;
  const data = parseTransferData(row.transfer_data);
  if (!data) throw invalid("transfer_data", "The payment is for no connected account: there is nothing to transfer.");
  return { ...row, transfer_data: JSON.stringify({ ...data, amount } satisfies TransferData) };
}

/** Throws where more is to be given away than is paid, or a fee is to be taken where there is nobody to take it of. */
export function assertShares({ principal }: Context, { amount, application_fee_amount: fee, ...row }: Shares): void {
  const data = parseTransferData(row.transfer_data);
  if ((data?.amount ?? 0) > amount) {
    throw tooMuch("transfer_data.amount", "No more can be transferred than is paid.");
  }
  if (fee === null) return;
  if (!data && !isConnected(principal)) {
    const message =
      "A fee is taken of a connected account: act for it, or send `transfer_data` with it as the destination.";
    throw invalid("application_fee_amount", message);
  }
  if (data && data.amount !== null) {
    const message = "Send `application_fee_amount` or `transfer_data.amount`: the one says what the other leaves.";
    throw invalid("application_fee_amount", message);
  }
  if (fee > amount) throw tooMuch("application_fee_amount", "No more can be taken than is paid.");
}

const invalid = (param: string, message: string) => new DomainError("parameter_invalid", { message, param });
const tooMuch = (param: string, message: string) => new DomainError("amount_too_large", { message, param });
