import { Stripe } from "stripe";

import type { Sandbox, SandboxOptions } from "../../../src/index.ts";
import { startSandbox } from "../../support/sandbox.ts";

/** A client as the official package makes it, pointed at a sandbox. */
export function clientOf(
  { url, apiKey }: Pick<Sandbox, "url" | "apiKey">,
  options: Partial<Stripe.StripeConfig> = {},
): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    host: hostname,
    port: Number(port),
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...options,
  });
}

/** Starts a sandbox with a client of its own. */
export async function startStripe(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; stripe: Stripe }> {
  const sandbox = await startSandbox(options);
  return { sandbox, stripe: clientOf(sandbox) };
}

/** The error that a call of the client ends in. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const result = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (result instanceof Stripe.errors.StripeError) return result;
  throw new Error("The call did not fail with an error of Stripe's.", { cause: result });
}

/** What was sent: the object without what the client adds to it. */
export const plain = (value: object): Record<string, unknown> => {
  // What the client makes of a number or a date is written as it came.
  const text = JSON.stringify(value);
  const { lastResponse: _response, ...sent } = JSON.parse(text) as Record<string, unknown>;
  return sent;
};
