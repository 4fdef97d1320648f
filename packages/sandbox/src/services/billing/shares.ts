import type { Invoice, InputOf, Operations, ShareData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { isConnected } from "../auth/index.ts";
import { getReceiverRow } from "../connect/index.ts";
import { connectTermsOf } from "../payments/index.ts";
import { parsePercent } from "./catalogue/percent.ts";
import type { InvoiceRow } from "./invoices/invoice-tables.ts";
import { portion } from "./invoices/rounding.ts";
import { refuse } from "./refuse.ts";
import type { SubscriptionRow } from "./subscriptions/subscription-tables.ts";

type Shares = Pick<SubscriptionRow, "application_fee_percent" | "on_behalf_of" | "transfer_data">;
type ShareInput = Pick<InputOf<Operations["subscriptions.update"]>, keyof Shares>;
type DraftShares = Pick<
  InvoiceRow,
  "application_fee_amount" | "application_fee_percent" | "on_behalf_of" | "transfer_data"
>;
type DraftInput = Pick<
  InputOf<Operations["invoices.update"]>,
  "application_fee_amount" | "on_behalf_of" | "transfer_data"
>;

/** Whom a payment is transferred to, as an invoice keeps it: all of it, an amount, or a share. */
interface DraftTransfer extends ShareData {
  amount: number | null;
}

export const noShares: Shares = { application_fee_percent: null, on_behalf_of: null, transfer_data: null };

/** What of a subscription's invoices is somebody else's, after a change. Throws where there is no such account. */
export async function readShares(ctx: Context, before: Shares, input: ShareInput): Promise<Shares> {
  const { application_fee_percent: fee, on_behalf_of: holder, transfer_data: data } = input;
  const { application_fee_percent, on_behalf_of, transfer_data } = before;
  if (fee === undefined && holder === undefined && data === undefined) {
    return { application_fee_percent, on_behalf_of, transfer_data };
  }
  const after = {
    application_fee_percent: fee === undefined ? application_fee_percent : fee,
    on_behalf_of: holder ? (await getReceiverRow(ctx, holder, "on_behalf_of")).id : on_behalf_of,
    transfer_data: data ? await shareDataOf(ctx, data) : transfer_data,
    ...(holder === null && { on_behalf_of: null }),
    ...(data === null && { transfer_data: null }),
  };
  if (after.application_fee_percent === null) return after;
  const share = parseShareData(after.transfer_data);
  if (!share && !isConnected(ctx.principal)) {
    const message =
      "A fee is taken of a connected account: act for it, or send `transfer_data` with it as the destination.";
    refuse("application_fee_percent", message);
  }
  if (share && share.amount_percent !== null) {
    const message =
      "Send `application_fee_percent` or `transfer_data.amount_percent`: the one says what the other leaves.";
    refuse("application_fee_percent", message);
  }
  return after;
}

async function shareDataOf(ctx: Context, data: NonNullable<ShareInput["transfer_data"]>): Promise<string> {
  const { id: destination } = await getReceiverRow(ctx, data.destination, "transfer_data.destination");
  return JSON.stringify({ destination, amount_percent: data.amount_percent ?? null } satisfies ShareData);
}

/** Whom a subscription's invoices are transferred to; null where they are for nobody else. */
export const parseShareData = (text: string | null): ShareData | null =>
  text === null ? null : (JSON.parse(text) as ShareData);

/** What of an invoice is somebody else's, as its subscription says it. */
export function sharesOfDraft(row: Shares): DraftShares {
  const data = parseShareData(row.transfer_data);
  return {
    application_fee_amount: null,
    application_fee_percent: row.application_fee_percent,
    on_behalf_of: row.on_behalf_of,
    transfer_data: data && JSON.stringify({ ...data, amount: null } satisfies DraftTransfer),
  };
}

/** The same after a change of the draft: an amount takes the place of a share. */
export async function readDraftShares(
  ctx: Context,
  before: DraftShares,
  { application_fee_amount: fee, on_behalf_of: holder, transfer_data: data }: DraftInput,
): Promise<DraftShares> {
  const { application_fee_amount, application_fee_percent, on_behalf_of, transfer_data } = before;
  const stored = { application_fee_amount, application_fee_percent, on_behalf_of, transfer_data };
  if (fee === undefined && holder === undefined && data === undefined) return stored;
  const after = {
    ...stored,
    ...(fee !== undefined && { application_fee_amount: fee, application_fee_percent: null }),
    ...(holder !== undefined && { on_behalf_of: holder }),
    ...(data !== undefined && { transfer_data: data && JSON.stringify(transferOf(data)) }),
  };
  // Whether it goes together: how much it comes to is known when the invoice is finalised.
  await connectTermsOf(ctx, { amount: Number.MAX_SAFE_INTEGER, ...sharesOfPayment(after, Number.MAX_SAFE_INTEGER) });
  return after;
}

const transferOf = (data: NonNullable<DraftInput["transfer_data"]>): DraftTransfer => ({
  destination: data.destination,
  amount: data.amount ?? null,
  amount_percent: null,
});

const parseTransfer = (text: string | null): DraftTransfer | null =>
  text === null ? null : (JSON.parse(text) as DraftTransfer);

const percentWhole = 10_000;

/** What of a payment of so much is somebody else's: a share is rounded half up, and nothing is more than there is. */
export function sharesOf(
  row: DraftShares,
  due: number,
): Pick<Invoice, "application_fee_amount" | "on_behalf_of" | "transfer_data"> {
  const { application_fee_amount: amount, application_fee_percent: percent, on_behalf_of: holder } = row;
  const fee = percent === null ? Math.min(amount ?? 0, due) : shareOf(due, percent);
  const data = parseTransfer(row.transfer_data);
  const sent = data && (data.amount_percent === null ? data.amount : shareOf(due, data.amount_percent));
  return {
    application_fee_amount: fee === 0 ? null : fee,
    on_behalf_of: holder,
    transfer_data: data && sent !== 0 ? { destination: data.destination, amount: sent && Math.min(sent, due) } : null,
  };
}

const shareOf = (due: number, percent: string): number => portion(due, parsePercent(percent, 2), percentWhole);

/** The same as a payment takes it. */
export function sharesOfPayment(row: DraftShares, due: number) {
  const { application_fee_amount: fee, on_behalf_of: holder, transfer_data: data } = sharesOf(row, due);
  return {
    ...(fee !== null && { application_fee_amount: fee }),
    ...(holder !== null && { on_behalf_of: holder }),
    ...(data && {
      transfer_data: { destination: data.destination, ...(data.amount !== null && { amount: data.amount }) },
    }),
  };
}
