import type { PaymentIntent } from "@micro/sdk";

import { loadPaymentStates, type PaymentStates } from "../sandbox/payment-states.ts";

/** The table of states, and where one payment stands in it. */
export interface ExplainedPayment {
  states: PaymentStates;
  payment: {
    id: string;
    status: string;
    can: string[];
    last_error: string | null;
  } | null;
}

/** Explains the states of payments, and one of them if it is given. */
export async function explainPayment(intent?: PaymentIntent): Promise<ExplainedPayment> {
  const states = await loadPaymentStates();
  if (intent === undefined) return { states, payment: null };
  const { id, status, last_payment_error: error } = intent;
  const row = states[status] ?? {};
  const can = Object.keys(row).filter((command) => row[command] !== null);
  return { states, payment: { id, status, can, last_error: error === null ? null : error.message } };
}
