/** A mistake of the page's own code: thrown, where everything else is answered. */
export class IntegrationError extends Error {
  override readonly name = "IntegrationError";
}

/** What Stripe.js answers in place of a result. */
export interface StripeError {
  type: string;
  code?: string;
  message?: string;
  [field: string]: unknown;
}

/** What is wrong with what the payer typed. */
export interface ValidationError extends StripeError {
  type: "validation_error";
  code: string;
  message: string;
}

export const invalid = (code: string, message: string): ValidationError => ({
  type: "validation_error",
  code,
  message,
});
