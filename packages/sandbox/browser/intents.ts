import type { Answer, Api, ApiObject } from "./api.ts";
import { challenge } from "./challenge.ts";
import { IntegrationError, type StripeError } from "./errors.ts";

const kinds = {
  pi: { path: "/v1/payment_intents", field: "payment_intent", name: "paymentIntent", failure: "last_payment_error" },
  seti: { path: "/v1/setup_intents", field: "setup_intent", name: "setupIntent", failure: "last_setup_error" },
} as const;

/** Which intent a client secret is of. Throws for a text that is none. */
export function readSecret(clientSecret: unknown): (typeof kinds)[keyof typeof kinds] & { id: string } {
  const [, id = "", prefix] = /^((pi|seti)_[0-9A-Za-z]+)_secret_/.exec(String(clientSecret)) ?? [];
  const kind = Object.hasOwn(kinds, prefix ?? "") ? kinds[prefix as keyof typeof kinds] : undefined;
  if (kind) return { ...kind, id };
  throw new IntegrationError(
    `\`${String(clientSecret)}\` is no client secret: it has the form \`pi_…_secret_…\` or \`seti_…_secret_…\`.`,
  );
}

/** Reads the intent that a client secret is of. */
export function retrieveIntent(api: Api, clientSecret: string): Promise<Answer> {
  const { path, id } = readSecret(clientSecret);
  return api.get(`${path}/${id}`, { client_secret: clientSecret });
}

/** Confirms an intent, and does what has to be done next. */
export async function confirmIntent(
  api: Api,
  clientSecret: string,
  params: object,
  { handleActions = true }: { handleActions?: boolean | undefined } = {},
): Promise<Answer> {
  const { path, id } = readSecret(clientSecret);
  const answer = await api.post(`${path}/${id}/confirm`, { client_secret: clientSecret, ...params });
  return answer.value && handleActions ? takeAction(api, clientSecret, answer.value) : answer;
}

/** Has the payer authenticated, where his bank asks for that. */
export async function takeAction(api: Api, clientSecret: string, intent: ApiObject): Promise<Answer> {
  const action = intent["next_action"] as { type?: string } | null;
  const isAsked = action?.type === "redirect_to_url" || action?.type === "use_stripe_sdk";
  if (intent["status"] !== "requires_action" || !isAsked) return { value: intent };
  const submitted = await api.authenticate(clientSecret, await challenge());
  if (submitted.error) return submitted;
  const { value, error } = await retrieveIntent(api, clientSecret);
  if (error) return { error };
  const { field, failure } = readSecret(clientSecret);
  const reason = value[failure] as StripeError | null;
  return value["status"] === "requires_payment_method" && reason ? { error: { ...reason, [field]: value } } : { value };
}

/** An answer in the form in which Stripe.js gives it: the intent under its own name, or the error. */
export function resultOf(clientSecret: string, { value, error }: Answer): Record<string, unknown> {
  return error ? { error } : { [readSecret(clientSecret).name]: value };
}

/** Goes on to the page that the shop named, with what came of the intent. */
export function leaveTo(returnUrl: string, clientSecret: string, intent: ApiObject): void {
  const url = new URL(returnUrl, location.href);
  const { field } = readSecret(clientSecret);
  url.searchParams.set(field, intent.id);
  url.searchParams.set(`${field}_client_secret`, clientSecret);
  url.searchParams.set("redirect_status", intent["status"] === "processing" ? "pending" : "succeeded");
  location.assign(url);
}
