import { sign, signAsStripe, WebhookVerificationError } from "@micro/sdk/webhooks";

import { UsageError } from "../../abort.ts";

/** What to sign, and how. */
export interface SignRequest {
  payload: Buffer;
  secret: string;
  scheme: "standard" | "stripe";
  id: string;
  /** Seconds since the epoch; now by default. */
  timestamp?: number | undefined;
}

/** The headers that prove a webhook. */
export function signWebhook({ payload, secret, scheme, id, timestamp }: SignRequest): Record<string, string> {
  const at = timestamp ?? Math.floor(Date.now() / 1000);
  try {
    if (scheme === "stripe") return signAsStripe({ secret, timestamp: at, payload });
    return sign({ secret, id, timestamp: at, payload });
  } catch (error) {
    if (error instanceof WebhookVerificationError) throw new UsageError(error.message);
    throw error;
  }
}
