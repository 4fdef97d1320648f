import type { CredentialHeaders } from "../../../gateway/authenticate.ts";
import type { Listen, Listener } from "../../../gateway/listen.ts";
import { DomainError } from "../../../platform/errors.ts";
import type { Ids } from "../../../platform/ids.ts";
import { limits } from "../../../platform/limits.ts";
import { stripeVersion } from "../version.ts";
import { readLogFilters } from "./log-filters.ts";
import { createPlace } from "./place.ts";
import type { CliSession, Subject } from "./sessions.ts";

/** Where the command line of Stripe connects to. */
export const subscribePath = "/v1/stripecli/subscribe";

interface Asked {
  sent: Record<string, unknown>;
  credentials: CredentialHeaders;
  /** Throws unless the caller may see the log of requests. */
  admitToLogs: () => Promise<unknown>;
  host: string;
}

/** The addresses that events are forwarded to are the caller's own business. */
const known = new Set([
  "device_name",
  "websocket_features",
  "filters",
  "forward_to_url",
  "forward_connect_to_url",
  "forward_thin_to_url",
  "forward_thin_connect_to_url",
]);

/** Opens a session: what Stripe's command line is told when it begins to listen or to tail the log. */
export async function openSession(
  { sent, credentials, admitToLogs, host }: Asked,
  listen: Listen,
  ids: Ids,
): Promise<{ session: CliSession; shown: Record<string, unknown> }> {
  for (const name of Object.keys(sent)) {
    if (!known.has(name)) {
      throw new DomainError("parameter_unknown", { message: `Received unknown parameter: ${name}`, param: name });
    }
  }
  const listener = await listen(credentials);
  const subject = await subjectOf(sent, listener, admitToLogs);
  const session: CliSession = { id: ids("stripeCliSession"), credentials, subject, disconnect: undefined };
  return {
    session,
    shown: {
      object: "stripecli.session",
      default_version: stripeVersion,
      display_connect_filter_warning: false,
      latest_version: stripeVersion,
      reconnect_delay: limits.stripeCliReconnectSeconds,
      secret: listener.secret,
      websocket_authorized_feature: subject.feature,
      websocket_id: session.id,
      websocket_url: `ws://${host}${subscribePath}`,
    },
  };
}

async function subjectOf(
  { websocket_features: features, filters }: Record<string, unknown>,
  listener: Listener,
  admitToLogs: Asked["admitToLogs"],
): Promise<Subject> {
  const asked: unknown[] = Array.isArray(features) ? features : [];
  if (asked.length === 0) {
    throw new DomainError("parameter_missing", {
      message: "Say in 'websocket_features' what to hear of.",
      param: "websocket_features",
    });
  }
  if (asked.includes("webhooks")) {
    const place = createPlace(await listener.head());
    return { feature: "webhooks", place, connected: await listener.connectedHeads() };
  }
  if (asked.includes("request_logs")) {
    await admitToLogs();
    return { feature: "request_logs", filters: readLogFilters(typeof filters === "string" ? filters : "{}") };
  }
  throw new DomainError("stripe_not_imitated", {
    message: "Of what a session can hear of, 'webhooks' and 'request_logs' are imitated: there are no thin events.",
    param: "websocket_features",
  });
}
