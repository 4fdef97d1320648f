import { changesBetween, withoutChanges } from "../../../platform/changes.ts";
import { stripeTypeOf } from "../event-types.ts";
import type { Native, Projection } from "../route.ts";
import { stripeVersion } from "../version.ts";
import { asPlan } from "./billing.ts";
import { legacyCard } from "./card.ts";
import { stripeAccountId, stripeApplicationId } from "./connect.ts";
import { recordOf } from "./fields.ts";

const event: Projection = (shown) => ({
  id: shown["id"],
  object: "event",
  ...accountOf(shown),
  api_version: stripeVersion,
  created: shown["created"],
  data: dataOf(shown),
  livemode: shown["livemode"],
  pending_webhooks: shown["pending_webhooks"],
  request: recordOf(shown["request"]),
  type: stripeTypeOf(String(shown["type"])) ?? shown["type"],
});

/** An event whose object stands beside what it was before, so that both are worded as one. */
export function unfolded(value: Native): Native {
  if (value["object"] !== "event") return value;
  const data = recordOf(value["data"]);
  if (data["previous_attributes"] === undefined) return value;
  const object = recordOf(data["object"]);
  return { ...value, data: { object, before: withoutChanges(object, recordOf(data["previous_attributes"])) } };
}

function dataOf(shown: Native): unknown {
  const data = recordOf(shown["data"]);
  const object = objectOf(shown, recordOf(data["object"]));
  if (data["before"] === undefined) return { object };
  return { object, previous_attributes: changesBetween(objectOf(shown, recordOf(data["before"])), object) };
}

function objectOf(shown: Native, object: Native): Native {
  const type = String(shown["type"]);
  if (type === "connected_account.deleted") return applicationOf(shown);
  if (type.startsWith("plan.")) return asPlan(object);
  if (type.startsWith("customer.source.")) return legacyCard(object);
  return object;
}

/** An event of a connected account, or about one, says which. */
function accountOf({ account, type, data }: Native): { account?: unknown } {
  const object = recordOf(recordOf(data)["object"]);
  if (String(type).startsWith("connected_account.")) return { account: object["id"] };
  if (String(type).startsWith("bank_account.")) return { account: object["account"] };
  return String(account).startsWith("conn_") ? { account: stripeAccountId(account) } : {};
}

/** The platform as Stripe tells of it to whoever parts from it. */
const applicationOf = ({ account }: Native): Native => ({
  id: stripeApplicationId(account),
  object: "application",
  name: null,
});

const webhookEndpoint: Projection = (shown) => {
  const { id, object } = shown;
  if (shown["deleted"] === true) return { id, object, deleted: true };
  const { api_version: version, created, description, enabled_events, livemode, metadata, payload } = shown;
  const { secret, status, url } = shown;
  return {
    id,
    object,
    api_version: payload === "stripe" ? version : null,
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
