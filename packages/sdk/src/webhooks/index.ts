export type { AnyEvent } from "../any-event.ts";
export { sign, type WebhookHeaders, type WebhookToSign } from "./sign.ts";
export { signAsStripe, type StripeHeaders, type StripeWebhookToSign } from "./stripe-signature.ts";
export { WebhookVerificationError, type WebhookVerificationReason } from "./verification-error.ts";
export { verify, type IncomingHeaders, type VerifyOptions } from "./verify.ts";
