import { types } from "node:util";

import { show } from "../check-options.ts";
import { WebhookVerificationError } from "./verification-error.ts";

/** What arrives without types, as from a framework that parses bodies, must not end in an error of Node's. */
export function readBody(payload: string | Uint8Array | ArrayBuffer): string | Uint8Array {
  if (typeof payload === "string" || types.isUint8Array(payload)) return payload;
  if (types.isAnyArrayBuffer(payload)) return new Uint8Array(payload);
  throw new WebhookVerificationError(
    "payload_parsed",
    `The body is ${show(payload)}, and has to be the text or the bytes as they were received. Verify it before anything parses it: \`express.raw({ type: "*/*" })\`, \`await request.text()\`, a parser for buffers in Fastify.`,
  );
}

/** The secrets of a setting that may not be there. */
export function readSecrets(secret: unknown): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  const wrong = secrets.length === 0 ? [undefined] : secrets.filter((one) => typeof one !== "string");
  if (wrong.length === 0) return secrets as readonly string[];
  throw new WebhookVerificationError(
    "secret_missing",
    `The signing secret is ${show(wrong[0])}: see that the setting that holds \`whsec_…\` is there.`,
  );
}
