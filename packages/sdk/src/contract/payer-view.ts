/**
 * What is not the payer's business of a resource, by its `object`: the fields that a publishable key is not shown, with what
 * stands in their place. A field within another one is named by its path.
 */
export const hiddenFromPayer: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  payment_intent: {
    application_fee_amount: null,
    customer: null,
    latest_charge: null,
    metadata: {},
    on_behalf_of: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_data: null,
    transfer_group: null,
  },
  setup_intent: { customer: null, metadata: {} },
  confirmation_token: {
    metadata: {},
    "payment_method_preview.card.fingerprint": "",
    "payment_method_preview.sepa_debit.fingerprint": "",
    "payment_method_preview.us_bank_account.fingerprint": "",
  },
  payment_method: {
    customer: null,
    metadata: {},
    "card.fingerprint": "",
    "sepa_debit.fingerprint": "",
    "us_bank_account.fingerprint": "",
  },
};

/** What a publishable key may have expanded. */
export const expandableByPayer: readonly string[] = ["payment_method"];
