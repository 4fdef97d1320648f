import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Nullable, OneOf, Params } from "./schema.ts";

/** What is compared with what follows from it. */
export const reconciledKinds = [
  "payment_intents",
  "charges",
  "refunds",
  "disputes",
  "payouts",
  "topups",
  "transfers",
  "transfer_reversals",
  "received_payments",
  "received_refunds",
  "application_fees",
  "application_fee_refunds",
  "returned_fees",
  "balance_transactions",
  "cash_transactions",
  "subscriptions",
  "invoices",
  "credit_notes",
  "customer_balance_transactions",
  "ledger_transactions",
  "accounts",
] as const;

export const Difference = Type.Object({
  kind: OneOf(...reconciledKinds),
  id: Type.String({ description: "What does not agree: a resource, a ledger reference or an account's code." }),
  problem: OneOf("amount", "missing", "unexpected", "state"),
  expected: Nullable(Type.String()),
  found: Nullable(Type.String()),
  message: Type.String(),
});
/** Something that does not agree. */
export type Difference = Static<typeof Difference>;

export const Reconciliation = Type.Object({
  object: Type.Literal("reconciliation"),
  clean: Type.Boolean(),
  checked: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  difference_count: Type.Integer({ minimum: 0 }),
  differences: Type.Array(Difference, { description: "The first 1,000." }),
});
/** Whether payments and ledger tell the same story, and where they do not. */
export type Reconciliation = Static<typeof Reconciliation>;

export const reconcileOperations = {
  "sandbox.reconcile": operation({
    id: "sandbox.reconcile",
    method: "POST",
    path: "/sandbox/reconcile",
    access: "sandbox:write",
    summary: "Prove payments against the ledger; every difference is named.",
    input: Params({}),
    output: Reconciliation,
    errors: [],
  }),
};
