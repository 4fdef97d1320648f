import { stripeTypeOf } from "../event-types.ts";
import type { Projection } from "../route.ts";
import { stripeVersion } from "../version.ts";
import { recordOf } from "./fields.ts";

const event: Projection = (shown) => ({
  id: shown["id"],
  object: "event",
  api_version: stripeVersion,
  created: shown["created"],
  data: shown["data"],
  livemode: shown["livemode"],
  pending_webhooks: shown["pending_webhooks"],
  request: recordOf(shown["request"]),
  type: stripeTypeOf(String(shown["type"])) ?? shown["type"],
});

const webhookEndpoint: Projection = (shown) => {
  const { id, object } = shown;
  if (shown["deleted"] === true) return { id, object, deleted: true };
  const { created, description, enabled_events, livemode, metadata, secret, status, url } = shown;
  return {
    id,
    object,
    api_version: null,
    application: null,
    created,
    description,
    enabled_events,
    livemode,
    metadata,
    ...(secret !== undefined && { secret }),
    status,
    url,
  };
};

/** What is told, and whom, by `object`. */
export const eventProjections: Record<string, Projection> = { event, webhook_endpoint: webhookEndpoint };
