import { Type, type Static } from "typebox";

import { Nullable, OneOf } from "./schema.ts";

/** How one can pay: by card, by debit of a bank account, or out of money sent before. */
export const paymentMethodTypes = ["card", "customer_balance", "sepa_debit", "us_bank_account"] as const;
export const PaymentMethodType = OneOf(...paymentMethodTypes);
/** How one can pay. */
export type PaymentMethodType = (typeof paymentMethodTypes)[number];

export const CardDetails = Type.Object({
  brand: Type.String(),
  country: Type.String(),
  exp_month: Type.Integer(),
  exp_year: Type.Integer(),
  fingerprint: Type.String({ description: "The same for the same number within an account; it tells nothing of it." }),
  funding: OneOf("credit", "debit", "prepaid"),
  last4: Type.String(),
});
/** What may be shown of a card. */
export type CardDetails = Static<typeof CardDetails>;

export const UsBankAccountDetails = Type.Object({
  account_holder_type: OneOf("individual", "company"),
  account_type: OneOf("checking", "savings"),
  bank_name: Type.String(),
  fingerprint: Type.String(),
  last4: Type.String(),
  routing_number: Type.String(),
});
/** What may be shown of an account at a bank in the United States. */
export type UsBankAccountDetails = Static<typeof UsBankAccountDetails>;

export const SepaDebitDetails = Type.Object({
  bank_code: Type.String(),
  country: Type.String(),
  fingerprint: Type.String(),
  last4: Type.String(),
});
/** What may be shown of an account that SEPA reaches. */
export type SepaDebitDetails = Static<typeof SepaDebitDetails>;

export const PaymentMethodDetails = Type.Object({
  type: PaymentMethodType,
  card: Type.Optional(
    Type.Object({
      ...CardDetails.properties,
      capture_before: Type.Optional(Type.Integer()),
      incremental_authorization: Type.Optional(Type.Object({ status: OneOf("available", "unavailable") })),
      network: Type.String(),
      three_d_secure: Nullable(
        Type.Object({
          authenticated: Type.Boolean(),
          result: OneOf("authenticated", "failed"),
          version: Type.String(),
        }),
      ),
    }),
  ),
  us_bank_account: Type.Optional(UsBankAccountDetails),
  sepa_debit: Type.Optional(SepaDebitDetails),
  customer_balance: Type.Optional(Type.Object({})),
});
/** The payment method as it was when a charge was made. */
export type PaymentMethodDetails = Static<typeof PaymentMethodDetails>;
