/**
 * Why a webhook is not accepted. `secret_missing`, `secret_malformed` and `payload_parsed` are mistakes of the receiver's own
 * code or set-up, which no sender can cause: look at those.
 */
export type WebhookVerificationReason =
  /** One of the headers that prove a webhook is not there. */
  | "missing_header"
  /** One of them cannot be read. */
  | "malformed_header"
  /** The attempt lies further back than `toleranceSeconds`. */
  | "timestamp_too_old"
  /** The attempt is dated further ahead than `toleranceSeconds`. */
  | "timestamp_too_new"
  /** No signature is of this body by any of the secrets. */
  | "signature_mismatch"
  /** There is no secret: a setting that is not there. */
  | "secret_missing"
  /** A secret is not of a form that signs or verifies. */
  | "secret_malformed"
  /** The body was parsed before it was verified, or is not there. */
  | "payload_parsed"
  /** The body is signed, and is not JSON. */
  | "payload_malformed";

/** A webhook cannot be trusted, or the secret to verify it with cannot be used. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  /** What is wrong, for programs. */
  readonly reason: WebhookVerificationReason;

  constructor(reason: WebhookVerificationReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
