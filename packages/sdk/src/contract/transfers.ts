import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Amount,
  Currency,
  expandParam,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

export const TransferData = Type.Object({
  destination: Id("connectedAccount"),
  amount: Nullable(Type.Integer({ minimum: 1, description: "All that is collected, when null." })),
});
/** Which connected account the money of a payment goes to. */
export type TransferData = Static<typeof TransferData>;

const transferDataParam = Params({ destination: Id("connectedAccount"), amount: Type.Optional(Amount) });

/** What of a payment is somebody else's: a connected account's, and of that the platform's. */
export const connectParams = {
  application_fee_amount: Type.Optional(Amount),
  on_behalf_of: Type.Optional(Id("connectedAccount")),
  transfer_data: Type.Optional(transferDataParam),
  transfer_group: Type.Optional(Text(100)),
};

const SharePercent = Type.String({
  pattern: "^(100(\\.0{1,2})?|\\d{1,2}(\\.\\d{1,2})?)$",
  examples: ["12.5"],
  description: "Of what is due of each invoice: a percentage with at most two decimals, as text: `12.5`.",
});

export const ShareData = Type.Object({
  destination: Id("connectedAccount"),
  amount_percent: Nullable(SharePercent),
});
/** Which connected account the money of invoices goes to: all of it, or a share. */
export type ShareData = Static<typeof ShareData>;

/** What of each invoice of a subscription is somebody else's. */
export const shares = {
  application_fee_percent: Nullable(SharePercent),
  on_behalf_of: Nullable(Id("connectedAccount")),
  transfer_data: Nullable(ShareData),
};
/** The same as it is sent; null takes it away. */
export const shareParams = {
  application_fee_percent: Type.Optional(Nullable(SharePercent)),
  on_behalf_of: Type.Optional(Nullable(Id("connectedAccount"))),
  transfer_data: Type.Optional(
    Nullable(Params({ destination: Id("connectedAccount"), amount_percent: Type.Optional(SharePercent) })),
  ),
};
/** What of one payment is somebody else's, as a draft takes it; null takes it away. */
export const draftConnectParams = {
  application_fee_amount: Type.Optional(Nullable(Amount)),
  on_behalf_of: Type.Optional(Nullable(Id("connectedAccount"))),
  transfer_data: Type.Optional(Nullable(transferDataParam)),
};

const Sum = Type.Integer({ minimum: 0 });

export const Transfer = Type.Object({
  id: Id("transfer"),
  object: Type.Literal("transfer"),
  amount: Amount,
  amount_reversed: Sum,
  balance_transaction: Nullable(Id("balanceTransaction")),
  created: Timestamp,
  currency: Currency,
  description: Nullable(Type.String()),
  destination: Id("connectedAccount"),
  destination_payment: Id("receivedPayment"),
  livemode: Type.Boolean(),
  metadata: Metadata,
  reversed: Type.Boolean({ description: "Whether all of it came back." }),
  source_transaction: Nullable(Id("charge")),
  transfer_group: Nullable(Type.String()),
});
/** Money that went from a platform's balance to that of a connected account. */
export type Transfer = Static<typeof Transfer>;

export const TransferReversal = Type.Object({
  id: Id("transferReversal"),
  object: Type.Literal("transfer_reversal"),
  amount: Amount,
  balance_transaction: Nullable(Id("balanceTransaction")),
  created: Timestamp,
  currency: Currency,
  destination_payment_refund: Id("receivedRefund"),
  metadata: Metadata,
  transfer: Id("transfer"),
});
/** A transfer, or a part of it, that came back. */
export type TransferReversal = Static<typeof TransferReversal>;

export const transferOperations = {
  "transfers.create": operation({
    id: "transfers.create",
    method: "POST",
    path: "/connect/transfers",
    access: "payments:write",
    summary: "Send available money, or that of a charge, to a connected account.",
    input: Params({
      amount: Amount,
      currency: Currency,
      destination: Id("connectedAccount"),
      description: Type.Optional(Text(1000)),
      metadata: Type.Optional(MetadataParam),
      source_transaction: Type.Optional(Id("charge")),
      transfer_group: Type.Optional(Text(100)),
      ...expandParam,
    }),
    output: Transfer,
    status: 201,
    errors: ["balance_insufficient", "resource_missing", "currency_mismatch", "amount_too_large"],
  }),
  "transfers.list": operation({
    id: "transfers.list",
    method: "GET",
    path: "/connect/transfers",
    access: "payments:read",
    summary: "List transfers.",
    input: Params({
      ...pageParams,
      destination: Type.Optional(Id("connectedAccount")),
      transfer_group: Type.Optional(Text(100)),
      ...expandParam,
    }),
    output: List(Transfer),
    errors: [],
  }),
  "transfers.get": operation({
    id: "transfers.get",
    method: "GET",
    path: "/connect/transfers/{id}",
    access: "payments:read",
    summary: "Read a transfer.",
    input: Params({ id: Id("transfer"), ...expandParam }),
    output: Transfer,
    errors: ["resource_missing"],
  }),
  "transfers.update": operation({
    id: "transfers.update",
    method: "POST",
    path: "/connect/transfers/{id}",
    access: "payments:write",
    summary: "Change a transfer's notes.",
    input: Params({
      id: Id("transfer"),
      description: Type.Optional(Nullable(Text(1000))),
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: Transfer,
    errors: ["resource_missing"],
  }),
  "transfers.reverse": operation({
    id: "transfers.reverse",
    method: "POST",
    path: "/connect/transfers/{id}/reversals",
    access: "payments:write",
    summary: "Take a transfer back, in full or in part.",
    input: Params({
      id: Id("transfer"),
      amount: Type.Optional(Amount),
      metadata: Type.Optional(MetadataParam),
      ...expandParam,
    }),
    output: TransferReversal,
    status: 201,
    errors: ["resource_missing", "balance_insufficient", "amount_too_large"],
  }),
  "transfers.reversals": operation({
    id: "transfers.reversals",
    method: "GET",
    path: "/connect/transfers/{id}/reversals",
    access: "payments:read",
    summary: "List what of a transfer came back.",
    input: Params({ id: Id("transfer"), ...pageParams, ...expandParam }),
    output: List(TransferReversal),
    errors: ["resource_missing"],
  }),
  "transfers.reversal": operation({
    id: "transfers.reversal",
    method: "GET",
    path: "/connect/transfer_reversals/{id}",
    access: "payments:read",
    summary: "Read a reversal of a transfer.",
    input: Params({ id: Id("transferReversal"), transfer: Type.Optional(Id("transfer")), ...expandParam }),
    output: TransferReversal,
    errors: ["resource_missing"],
  }),
};
