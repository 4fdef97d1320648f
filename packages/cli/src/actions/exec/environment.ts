/** Where the sandbox of a command is, and how its webhooks are signed. */
export interface Surroundings {
  url: string;
  apiKey: string;
  publishableKey: string;
  instanceId: string;
  webhookSecret: string;
  /** The ids that fixtures left. */
  fixtures: Readonly<Record<string, string>>;
}

/**
 * What a command is told: our own names, and those that programs written against Stripe read. `STRIPE_API_BASE` is the
 * origin that such a client is given; the path `/v1` is the client's own.
 */
export function environmentOf({ url, apiKey, publishableKey, instanceId, webhookSecret, fixtures }: Surroundings) {
  const { protocol, hostname, port } = new URL(url);
  return {
    ...fixtures,
    MICRO_API_BASE: url,
    MICRO_API_KEY: apiKey,
    MICRO_PUBLISHABLE_KEY: publishableKey,
    MICRO_WEBHOOK_SECRET: webhookSecret,
    MICRO_INSTANCE_ID: instanceId,
    STRIPE_API_BASE: url,
    STRIPE_API_PROTOCOL: protocol.replace(":", ""),
    STRIPE_API_HOST: hostname,
    STRIPE_API_PORT: port,
    STRIPE_API_KEY: apiKey,
    STRIPE_SECRET_KEY: apiKey,
    STRIPE_PUBLISHABLE_KEY: publishableKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  };
}
