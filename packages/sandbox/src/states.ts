export { paymentIntentTransitions } from "./services/payments/payment-intent-state.ts";
