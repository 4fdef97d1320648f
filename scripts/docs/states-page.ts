import {
  checkoutSessionStatuses,
  disputeStatuses,
  invoiceStatuses,
  subscriptionScheduleStatuses,
  subscriptionStatuses,
  paymentIntentStatuses,
  payoutStatuses,
  topupStatuses,
  refundStatuses,
  setupIntentStatuses,
} from "../../packages/sdk/src/contract/index.ts";
import { payoutCommands, payoutTransitions } from "../../packages/sandbox/src/services/balance/payout-state.ts";
import { topupCommands, topupTransitions } from "../../packages/sandbox/src/services/balance/topup-state.ts";
import {
  invoiceCommands,
  invoiceTransitions,
} from "../../packages/sandbox/src/services/billing/invoices/invoice-state.ts";
import {
  scheduleCommands,
  scheduleTransitions,
} from "../../packages/sandbox/src/services/billing/subscriptions/subscription-schedule-state.ts";
import {
  subscriptionCommands,
  subscriptionTransitions,
} from "../../packages/sandbox/src/services/billing/subscriptions/subscription-state.ts";
import { sessionCommands, sessionTransitions } from "../../packages/sandbox/src/services/checkout/session-state.ts";
import { disputeCommands, disputeTransitions } from "../../packages/sandbox/src/services/payments/dispute-state.ts";
import {
  isCapturable,
  isRefundable,
  isTerminal,
  paymentIntentCommands,
  paymentIntentTransitions,
} from "../../packages/sandbox/src/services/payments/payment-intent-state.ts";
import { refundCommands, refundTransitions } from "../../packages/sandbox/src/services/payments/refund-state.ts";
import {
  setupIntentCommands,
  setupIntentTransitions,
} from "../../packages/sandbox/src/services/payments/setup-intent-state.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";

const meanings: Record<(typeof paymentIntentStatuses)[number], string> = {
  requires_payment_method: "New without a payment method, or the latest attempt failed.",
  requires_confirmation: "Has a payment method and waits for `confirm`.",
  requires_action: "The payer has to authenticate, or to send money.",
  processing: "A bank debit is on its way; the bank answers later.",
  requires_capture: "Authorised; waits to be captured.",
  succeeded: "Paid. It can be refunded.",
  canceled: "Given up.",
};

type Cell = Partial<Record<string, string>> | string | null;
type Transitions = Record<string, Record<string, Cell>>;

/** Every status with every command, from the tables that the services themselves decide by. */
export function statesPage(): string {
  const names = (test: (status: (typeof paymentIntentStatuses)[number]) => boolean) =>
    paymentIntentStatuses
      .filter(test)
      .map((status) => `\`${status}\``)
      .join(", ");
  return paragraphs(
    "# States of payments",
    generatedNote,
    "A command that a table refuses changes nothing and emits nothing. For a payment intent it answers [`payment_intent_unexpected_state`](../errors/payment_intent_unexpected_state.md), for a setup intent [`setup_intent_unexpected_state`](../errors/setup_intent_unexpected_state.md), for the others [`state_conflict`](../errors/state_conflict.md). A declined attempt is an outcome, not a failure of the call: it answers 402, and the charge, the error on the intent and the events stay.",
    "## Payment intent",
    table(
      ["status", "means"],
      paymentIntentStatuses.map((status) => [`\`${status}\``, meanings[status]]),
    ),
    grid(paymentIntentStatuses, paymentIntentCommands, paymentIntentTransitions),
    "`update` changes the terms: amount, currency, customer, method, types. `annotate` changes the notes: description, metadata, receipt and shipping. Both are POST `/payments/payment_intents/{id}`. `fund`, `settle` and `expire` are asked for by nobody: a bank transfer arrives, a bank answers a debit, an authorisation grows too old.",
    `Terminal is ${names(isTerminal)}; capturable is ${names(isCapturable)}; refundable is ${names(isRefundable)}. The three follow from the table.`,
    "A new intent is `requires_payment_method`, or `requires_confirmation` when it was created with a payment method. With `confirm: true` the create is followed by a `confirm` in the same transaction.",
    "Which outcome an attempt has is decided by its [payment method](../api.md#test-payment-methods). `approved` takes the money and posts it to the ledger, `authorized` holds it for a capture, `declined` keeps a failed charge, `challenged` asks the payer to authenticate, `processing` waits for the bank.",
    "The table is `paymentIntentTransitions` in `packages/sandbox/src/services/payments/payment-intent-state.ts`.",
    "## Setup intent",
    grid(setupIntentStatuses, setupIntentCommands, setupIntentTransitions),
    "## Refund",
    grid(refundStatuses, refundCommands, refundTransitions),
    "A refund that is `pending` or `succeeded` counts towards `amount_refunded`; the money of one that is `failed` or `canceled` has come back.",
    "## Dispute",
    grid(disputeStatuses, disputeCommands, disputeTransitions),
    "A `warning_…` is an inquiry: no money has moved. `submit` and `add_evidence` are POST `/payments/disputes/{id}`, `accept` is `close`. Submitted evidence of the words `winning_evidence`, `losing_evidence` or `escalate_inquiry_evidence` makes the bank decide; other evidence stays under review.",
    "## Payout",
    grid(payoutStatuses, payoutCommands, payoutTransitions),
    "Half-way through its delay a payout is sent on and can no longer be canceled; at the end it arrives, or fails as its test destination says.",
    "## Top-up",
    grid(topupStatuses, topupCommands, topupTransitions),
    "A top-up arrives after the delay of a bank debit, or fails as its test source says.",
    "## Checkout session",
    grid(checkoutSessionStatuses, sessionCommands, sessionTransitions),
    "## Invoice",
    grid(invoiceStatuses, invoiceCommands, invoiceTransitions),
    "`edit` is a change of the items or of when and how it is paid, `annotate` one of the notes. A try to pay that fails leaves the invoice as it is. With `auto_advance` the clock finalises a draft one hour after it was made and tries to have it paid; after a decline it tries again on the days of `invoice_retry_days`, counted from the first try. An invoice of which nothing is due is paid as soon as it is finalised.",
    "## Subscription",
    grid(subscriptionStatuses, subscriptionCommands, subscriptionTransitions),
    "`edit` is a change of the items, of the periods, of the collection or of the end, `annotate` one of the notes. `end_trial`, `renew` and `expire` are the clock's; `collect`, `fall_behind` and `give_up` follow from its latest invoice: paid, not paid, and not tried again. What comes after the last try is `subscription_dunning_end`: `cancel` ends it, `unpaid` gives it up, `past_due` leaves it.",
    "## Subscription schedule",
    grid(subscriptionScheduleStatuses, scheduleCommands, scheduleTransitions),
    "`start` and `complete` are the clock's. A schedule that is over is `released` where its subscription goes on, and `completed` where `end_behavior` ended that.",
  );
}

function grid(statuses: readonly string[], commands: readonly string[], transitions: Transitions): string {
  return table(
    ["status", ...commands.map((command) => `\`${command}\``)],
    statuses.map((status) => [
      `\`${status}\``,
      ...commands.map((command) => describe(transitions[status]?.[command] ?? null)),
    ]),
  );
}

function describe(outcomes: Cell): string {
  if (outcomes === null) return "refused";
  if (typeof outcomes === "string") return `\`${outcomes}\``;
  return Object.entries(outcomes)
    .map(([outcome, status]) => (outcome === "done" ? `\`${status}\`` : `${outcome} → \`${status}\``))
    .join("<br>");
}
