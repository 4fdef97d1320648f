import type { AnyEvent } from "../any-event.ts";
import { assertOptions, show, type OptionKind } from "../check-options.ts";
import { readBody, readSecrets } from "./read-input.ts";
import { readKey, signedContent } from "./signature.ts";
import { fitsStripe, readStripeSignature, sharedSecrets } from "./stripe-signature.ts";
import { WebhookVerificationError } from "./verification-error.ts";

/** Headers of a request: those of Node and its frameworks, or of `fetch`. The case of names does not matter. */
export type IncomingHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

/** How strictly the time of a webhook is taken. */
export interface VerifyOptions {
  /** How many seconds the timestamp may lie in the past or the future: 300 by default. */
  toleranceSeconds?: number | undefined;
  /** What time it is, in seconds since the epoch: the wall clock's by default. */
  now?: number | undefined;
}

const verifyOptionKinds: Record<keyof VerifyOptions, OptionKind> = {
  toleranceSeconds: { fits: (value) => typeof value === "number", is: "a number of seconds" },
  now: { fits: (value) => typeof value === "number", is: "seconds since the epoch, such as 1800000000" },
};

/** The end of the year 9999: what is later is milliseconds, most likely. */
const secondsMax = 253_402_300_799;

/**
 * Checks that a webhook comes from a holder of the secret, is unchanged and recent, and returns its event. `payload` is the body
 * as it was received, before any parsing. With several secrets, any of them will do; one of a key pair is the public key
 * (`whpk_`). What is signed as Stripe does, in the header `Stripe-Signature`, is known by that header and needs a shared
 * secret. Throws a `WebhookVerificationError` with a `reason`; a `TypeError` for an option that is none;
 * and a `RangeError` for a time that cannot be.
 */
export function verify(
  payload: string | Uint8Array | ArrayBuffer,
  headers: IncomingHeaders,
  secret: string | readonly string[],
  options: VerifyOptions = {},
): AnyEvent {
  assertOptions(options, verifyOptionKinds);
  const body = readBody(payload);
  const secrets = readSecrets(secret);
  assertHeaders(headers);
  const stripe = findValue(headers, "stripe-signature");
  const isStripe = stripe !== undefined && findValue(headers, "webhook-signature") === undefined;
  const fits = isStripe
    ? checkStripe(body, getHeader(headers, "stripe-signature"), secrets, options)
    : checkStandard(body, headers, secrets, options);
  if (!fits) {
    throw new WebhookVerificationError(
      "signature_mismatch",
      "No signature fits. Verify the body as it was received, before any parsing, with the secret of this very endpoint.",
    );
  }
  return parseEvent(body);
}

function assertHeaders(headers: unknown): void {
  if (typeof headers === "object" && headers !== null) return;
  throw new TypeError(`The second argument is the headers of the request, all of them, not ${show(headers)}.`);
}

function checkStandard(
  payload: string | Uint8Array,
  headers: IncomingHeaders,
  secrets: readonly string[],
  options: VerifyOptions,
): boolean {
  const keys = secrets.map(readKey);
  const id = getHeader(headers, "webhook-id");
  const timestamp = getHeader(headers, "webhook-timestamp");
  const signatures = getHeader(headers, "webhook-signature")
    .split(" ")
    .filter((one) => /^v1a?,/.test(one));
  if (signatures.length === 0) throw malformed("webhook-signature", "one or more of `v1,<base64>` or `v1a,<base64>`");
  assertTimely("webhook-timestamp", timestamp, options);
  const content = signedContent(id, timestamp, payload);
  // All are compared, so that the time taken does not tell which one fits.
  const fitting = keys.flatMap((key) =>
    signatures.filter((one) => {
      const [version, signature = ""] = one.split(",");
      return version === key.version && key.fits(content, signature);
    }),
  );
  return fitting.length > 0;
}

function checkStripe(
  payload: string | Uint8Array,
  header: string,
  secrets: readonly string[],
  options: VerifyOptions,
): boolean {
  const shared = sharedSecrets(secrets);
  const { timestamp, signatures } = readStripeSignature(header);
  if (timestamp === undefined || signatures.length === 0) throw malformed("stripe-signature", "`t=<seconds>,v1=<hex>`");
  assertTimely("stripe-signature", timestamp, options);
  return fitsStripe({ secrets: shared, timestamp, payload, signatures });
}

function findValue(headers: IncomingHeaders, name: string) {
  const value = isGettable(headers) ? headers.get(name) : findHeader(headers, name);
  return value === null || value === "" ? undefined : value;
}

function getHeader(headers: IncomingHeaders, name: string): string {
  const value = findValue(headers, name);
  if (value === undefined) {
    throw new WebhookVerificationError(
      "missing_header",
      `The header \`${name}\` is missing. Pass all headers of the request; if they are, the sender does not sign.`,
    );
  }
  if (typeof value === "string") return value;
  const [only, ...more] = value;
  if (only === undefined || more.length > 0) throw malformed(name, "a single value");
  return only;
}

const isGettable = (headers: IncomingHeaders): headers is { get(name: string): string | null } =>
  typeof headers["get"] === "function";

function findHeader(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string) {
  if (Object.hasOwn(headers, name)) return headers[name];
  const match = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return match === undefined ? undefined : headers[match];
}

const malformed = (name: string, form: string) =>
  new WebhookVerificationError("malformed_header", `The header \`${name}\` is malformed: it must be ${form}.`);

function assertTimely(
  header: string,
  timestamp: string,
  { toleranceSeconds = 300, now = Math.floor(Date.now() / 1000) }: VerifyOptions,
) {
  // An age that is no number is neither too old nor too new: it would let everything pass.
  if (!(Math.abs(now) <= secondsMax) || !(toleranceSeconds >= 0)) {
    throw new RangeError(
      "`now` must be seconds since the epoch, not milliseconds, and `toleranceSeconds` a number of at least 0.",
    );
  }
  if (!/^\d{1,12}$/.test(timestamp)) throw malformed(header, "whole seconds since the epoch");
  const ageSeconds = now - Number(timestamp);
  if (ageSeconds > toleranceSeconds) {
    throw new WebhookVerificationError(
      "timestamp_too_old",
      `The webhook is ${ageSeconds} s old, more than the ${toleranceSeconds} s allowed. It may be replayed; if not, compare the clocks or raise \`toleranceSeconds\`.`,
    );
  }
  if (ageSeconds < -toleranceSeconds) {
    throw new WebhookVerificationError(
      "timestamp_too_new",
      `The webhook is dated ${-ageSeconds} s ahead, more than the ${toleranceSeconds} s allowed. Compare the clocks, or raise \`toleranceSeconds\`.`,
    );
  }
}

/** Who signed is who records the events, and records nothing but those of the contract. */
function parseEvent(payload: string | Uint8Array): AnyEvent {
  try {
    return JSON.parse(typeof payload === "string" ? payload : Buffer.from(payload).toString("utf8")) as AnyEvent;
  } catch (cause) {
    throw new WebhookVerificationError("payload_malformed", "The body is signed, but it is not JSON.", { cause });
  }
}
