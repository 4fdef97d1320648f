import { verify, WebhookVerificationError, type WebhookVerificationReason } from "@micro/sdk/webhooks";

/** Whether a webhook is genuine, and if not, why. */
export interface Verdict {
  genuine: boolean;
  /** One word for programs: `altered_body` and `wrong_secret` are what a mismatch turned out to be. */
  reason: WebhookVerificationReason | "altered_body" | "wrong_secret" | null;
  /** A sentence for people. */
  message: string;
  /** Where the body differs from what was sent, as far as that is known. */
  difference?: string;
}

/** What is known of a webhook. */
export interface VerifyRequest {
  payload: Buffer;
  headers: Readonly<Record<string, string>>;
  secret: string;
  toleranceSeconds?: number | undefined;
  /** Seconds since the epoch; now by default. */
  now?: number | undefined;
  /** The very bytes that the sandbox recorded under an id, if it can be asked. */
  findSent: (eventId: string) => Promise<string | undefined>;
}

/** Says whether a webhook is genuine. A mismatch is looked into: was the body altered, or is the secret another one? */
export async function verifyWebhook(request: VerifyRequest): Promise<Verdict> {
  const { payload, headers, secret, toleranceSeconds, now } = request;
  try {
    verify(payload, headers, secret, { toleranceSeconds, now });
    return {
      genuine: true,
      reason: null,
      message: "The webhook is genuine: signed with this secret, unchanged, and recent.",
    };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    if (error.reason === "signature_mismatch") return explainMismatch(request);
    const isOld = error.reason === "timestamp_too_old" || error.reason === "timestamp_too_new";
    const rest = isOld && fits(request, payload) ? " Otherwise it is genuine: the signature fits." : "";
    return { genuine: false, reason: error.reason, message: error.message + rest };
  }
}

async function explainMismatch(request: VerifyRequest): Promise<Verdict> {
  const { payload, headers } = request;
  const received = payload.toString("utf8");
  const variant = variantsOf(received).find(({ text }) => fits(request, text));
  if (variant) {
    const message = `The body was altered on its way: the signature fits ${variant.name}. Verify the bytes as they were received, before any parsing.`;
    return { genuine: false, reason: "altered_body", message };
  }
  if (isOtherForm(received)) {
    const message =
      "No signature fits, so the secret is another one or the body was altered. Which of them, this command can tell of events in full only: the sandbox keeps no other form.";
    return { genuine: false, reason: "signature_mismatch", message };
  }
  const sent = await request.findSent(eventIdIn(headers, received));
  if (sent !== undefined && sent !== received) {
    const difference = differenceOf(sent, received);
    const message = fits(request, sent)
      ? "The body was altered: the signature fits what the sandbox sent under this id."
      : "The body is not what the sandbox sent under this id, and the secret does not fit either of them.";
    return { genuine: false, reason: "altered_body", message, difference };
  }
  if (sent !== undefined) {
    const message =
      "The secret is another one: the body is what the sandbox sent, and the signature is not by this secret.";
    return { genuine: false, reason: "wrong_secret", message };
  }
  const message =
    "No signature fits, so the secret is another one or the body was altered. The sandbox knows no such event: with one that does, this command can tell.";
  return { genuine: false, reason: "signature_mismatch", message };
}

/** Whether a body is a thin event, a CloudEvent or one of Stripe's, whose bytes are others than those that are kept. */
function isOtherForm(text: string): boolean {
  try {
    const { specversion, api_version: version, seq, data } = JSON.parse(text) as Record<string, unknown>;
    const names = Object.keys((data as { object?: object } | undefined)?.object ?? {});
    const isThin = names.length > 0 && names.every((name) => name === "id" || name === "object");
    return isThin || specversion !== undefined || (version !== undefined && seq === undefined);
  } catch {
    return false;
  }
}

/** What frameworks and editors make of a body. */
function variantsOf(text: string): { name: string; text: string }[] {
  const variants = [
    { name: "the body without its last line break", text: text.replace(/\r?\n$/, "") },
    { name: "the body with Unix line breaks", text: text.replaceAll("\r\n", "\n") },
    { name: "the body without the byte order mark", text: text.replace(/^\uFEFF/, "") },
  ];
  try {
    variants.push({ name: "the same JSON without spaces", text: JSON.stringify(JSON.parse(text)) });
  } catch {
    // It is no JSON: nothing to write in another way.
  }
  return variants.filter((variant) => variant.text !== text);
}

/** Whether the signature fits a body, however old it is. */
function fits({ headers, secret }: VerifyRequest, payload: string | Buffer): boolean {
  try {
    verify(payload, headers, secret, { toleranceSeconds: Number.MAX_SAFE_INTEGER });
    return true;
  } catch (error) {
    // It is signed; that it is no event does not matter here.
    return error instanceof WebhookVerificationError && error.reason === "payload_malformed";
  }
}

function eventIdIn(headers: Readonly<Record<string, string>>, body: string): string {
  const [, id] = /"id"\s*:\s*"(evt_\w+)"/.exec(body) ?? [];
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "webhook-id")?.[1] ?? id ?? "";
}

function differenceOf(sent: string, received: string): string {
  let at = 0;
  while (at < sent.length && sent[at] === received[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 20), at + 20));
  return `at character ${at}: sent ${around(sent)}, received ${around(received)}`;
}
