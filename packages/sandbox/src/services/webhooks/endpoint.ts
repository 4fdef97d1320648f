import { apiVersion, type PayloadFormat, type WebhookEndpoint } from "@micro/sdk/contract";

import type { Context, Platform } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { circuitOf } from "./circuit.ts";
import { endpointPublicKey } from "./endpoint-secret.ts";
import { findEndpoint } from "./store.ts";
import type { EndpointRow } from "./tables.ts";

/** The endpoint as the API shows it, without its secret. */
export function toEndpoint(
  row: Omit<EndpointRow, "n">,
  { clock, secrets }: Platform,
  livemode: boolean,
): WebhookEndpoint {
  const { previous_secret_until: until } = row;
  return {
    id: row.id,
    object: "webhook_endpoint",
    url: row.url,
    enabled_events: parsePatterns(row.enabled_events),
    connect: row.connect === 1,
    description: row.description,
    metadata: parseStrings(row.metadata),
    headers: parseStrings(row.headers),
    api_version: row.api_version,
    payload: row.payload,
    signing: row.signing,
    public_key: endpointPublicKey(secrets, row),
    ordered: row.ordered === 1,
    max_concurrency: row.max_concurrency,
    rate_limit: row.rate_limit,
    timeout_ms: row.timeout_ms,
    status: row.status,
    disabled_reason: row.disabled_reason,
    circuit: circuitOf(row, clock.now()),
    secret_generation: row.secret_generation,
    previous_secret_expires_at: until !== null && until > clock.seconds() ? until : null,
    created: row.created,
    livemode,
  };
}

/** The patterns of a stored endpoint. */
export function parsePatterns(json: string): string[] {
  return JSON.parse(json) as string[];
}

/** Stored metadata or headers. */
export function parseStrings(json: string): Record<string, string> {
  return JSON.parse(json) as Record<string, string>;
}

/** Reads an endpoint, or throws. */
export async function getEndpointRow({ tx, principal }: Context, id: string, param?: string): Promise<EndpointRow> {
  const row = await tx.first(findEndpoint, { id, realm: principal.realm });
  if (!row) throw resourceMissing("webhook endpoint", id, param);
  return row;
}

/** The version that events are written in: of Stripe's API any, null for the sandbox's own choice; of the native one the only. */
export function endpointVersion(payload: PayloadFormat, asked: string | undefined): string | null {
  if (payload === "stripe") return asked ?? null;
  if (asked === undefined || asked === apiVersion) return apiVersion;
  throw new DomainError("parameter_invalid", {
    message: `\`api_version\` is ${apiVersion}, the only one: others are Stripe's, for \`payload\` 'stripe'.`,
    param: "api_version",
  });
}

/** Refuses an endpoint that receives nothing, for what is to be sent to it. */
export function assertEnabled({ id, status }: Pick<EndpointRow, "id" | "status">): void {
  if (status === "enabled") return;
  throw new DomainError("state_conflict", { message: `The endpoint ${id} is disabled: enable it first.` });
}

/** Refuses a URL that no event can be sent to, whatever its name resolves to. */
export function assertEndpointUrl(text: string, { refusalOf }: Platform["policy"]): void {
  const url = URL.parse(text);
  const wrong = (message: string) => new DomainError("url_not_allowed", { message, param: "url" });
  if (!url) throw wrong(`'${text}' is not a URL. Send a whole one, such as http://127.0.0.1:3000/webhook.`);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw wrong("The URL's scheme must be http or https.");
  if (url.username || url.password) throw wrong("The URL must not carry credentials.");
  const refusal = refusalOf(url.hostname);
  if (refusal !== undefined) throw wrong(refusal);
}
