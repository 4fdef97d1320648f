import { pageOf } from "../../platform/db/page.ts";
import { cached, slots, statements, type Params } from "../../platform/db/statement.ts";
import type { AttemptRow, DeliveryRow, EndpointRow, WebhookTables } from "./tables.ts";

const sql = statements<WebhookTables>();
type ById = { id: string; realm: number };

const settings = [
  "url",
  "enabled_events",
  "description",
  "metadata",
  "headers",
  "api_version",
  "payload",
  "signing",
  "ordered",
  "max_concurrency",
  "rate_limit",
  "timeout_ms",
  "status",
  "disabled_reason",
  "secret_generation",
  "previous_secret_until",
  "overloads",
  "circuit_open_until",
  "failing_since",
] as const;

export const insertEndpoint = sql((q, p: Params<Omit<EndpointRow, "n">>) =>
  q.insertInto("webhook_endpoints").values(slots(p, ["id", "realm", "connect", "created", ...settings])),
);
export const findEndpoint = cached(
  sql((q, p: Params<ById>) =>
    q.selectFrom("webhook_endpoints").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
  ),
);
export const countEndpoints = sql((q, p: Params<{ realm: number }>) =>
  q
    .selectFrom("webhook_endpoints")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("realm", "=", p("realm")),
);
export const enabledEndpoints = cached(
  sql((q, p: Params<{ realm: number }>) =>
    q
      .selectFrom("webhook_endpoints")
      .selectAll()
      .where("realm", "=", p("realm"))
      .where("status", "=", "enabled")
      .orderBy("n"),
  ),
);
/** For the start, which works for all realms. */
export const allEndpoints = sql((q) => q.selectFrom("webhook_endpoints").selectAll().orderBy("n"));
export const updateEndpoint = sql((q, p: Params<Omit<EndpointRow, "n" | "connect" | "created">>) =>
  q.updateTable("webhook_endpoints").set(slots(p, settings)).where("id", "=", p("id")).where("realm", "=", p("realm")),
);
export const deleteEndpoint = sql((q, p: Params<ById>) =>
  q.deleteFrom("webhook_endpoints").where("id", "=", p("id")).where("realm", "=", p("realm")),
);
export const endpointPage = pageOf<EndpointRow>("webhook_endpoints");

export const insertDelivery = sql((q, p: Params<Omit<DeliveryRow, "n">>) =>
  q
    .insertInto("webhook_deliveries")
    .values(
      slots(p, [
        "id",
        "realm",
        "event",
        "event_realm",
        "event_type",
        "endpoint",
        "status",
        "payload",
        "attempt_count",
        "round",
        "next_attempt_at",
        "created",
      ]),
    )
    .onConflict((conflict) => conflict.columns(["event", "endpoint"]).doNothing()),
);
export const findDelivery = sql((q, p: Params<ById>) =>
  q.selectFrom("webhook_deliveries").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
);
/** For the dispatcher, which has the id from the queue and works for all realms. */
export const findDeliveryOfAnyRealm = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("webhook_deliveries").selectAll().where("id", "=", p("id")),
);
export const findDeliveryOf = sql((q, p: Params<{ event: string; endpoint: string }>) =>
  q.selectFrom("webhook_deliveries").selectAll().where("event", "=", p("event")).where("endpoint", "=", p("endpoint")),
);
export const updateDelivery = sql(
  (q, p: Params<Pick<DeliveryRow, "id" | "status" | "attempt_count" | "round" | "next_attempt_at">>) =>
    q
      .updateTable("webhook_deliveries")
      .set(slots(p, ["status", "attempt_count", "round", "next_attempt_at"]))
      .where("id", "=", p("id")),
);
export const deleteDeliveriesOf = sql((q, p: Params<{ endpoint: string }>) =>
  q
    .deleteFrom("webhook_deliveries")
    .where("endpoint", "=", p("endpoint"))
    .where("status", "=", "pending")
    .returning("id"),
);
export const pendingDeliveriesOf = sql((q, p: Params<{ endpoint: string }>) =>
  q
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("endpoint", "=", p("endpoint"))
    .where("status", "=", "pending")
    .orderBy("n"),
);
/** The head of an ordered endpoint: what was to be delivered first. */
export const headOf = sql((q, p: Params<{ endpoint: string }>) =>
  q
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("endpoint", "=", p("endpoint"))
    .where("status", "=", "pending")
    .orderBy("n")
    .limit(1),
);
export const deadLettersBehind = sql((q, p: Params<{ realm: number; n: number; limit: number }>) =>
  q
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("status", "=", "failed")
    .where("n", ">", p("n"))
    .orderBy("n")
    .limit(p("limit")),
);
/** Deliveries that failed at or after an instant and have not succeeded since. */
export const failedDeliveriesSince = sql((q, p: Params<{ realm: number; since: number }>) =>
  q
    .selectFrom("webhook_deliveries as d")
    .selectAll("d")
    .where("d.realm", "=", p("realm"))
    .where("d.status", "!=", "succeeded")
    .where("d.id", "in", (attempts) =>
      attempts
        .selectFrom("webhook_attempts")
        .select("delivery")
        .where("realm", "=", p("realm"))
        .where("created", ">=", p("since"))
        .where("delivery", "is not", null)
        .where("error", "is not", null),
    )
    .orderBy("d.n"),
);
/** Events whose forward by a listener failed at or after an instant and has not succeeded at that URL since. */
export const failedForwardsSince = sql((q, p: Params<{ realm: number; since: number }>) =>
  q
    .selectFrom("webhook_attempts as a")
    .select("a.event")
    .distinct()
    .where("a.realm", "=", p("realm"))
    .where("a.created", ">=", p("since"))
    .where("a.source", "=", "listener")
    .where("a.error", "is not", null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("webhook_attempts as later")
            .select("later.n")
            .whereRef("later.event", "=", "a.event")
            .whereRef("later.url", "=", "a.url")
            .whereRef("later.n", ">", "a.n")
            .where("later.error", "is", null),
        ),
      ),
    ),
);
export const deliveryPage = pageOf<DeliveryRow>("webhook_deliveries");

export const insertAttempt = sql((q, p: Params<Omit<AttemptRow, "n">>) =>
  q
    .insertInto("webhook_attempts")
    .values(
      slots(p, [
        "id",
        "realm",
        "event",
        "delivery",
        "source",
        "url",
        "status_code",
        "error",
        "error_message",
        "latency_ms",
        "request_headers",
        "response_body",
        "created",
      ]),
    ),
);
export const findAttempt = sql((q, p: Params<ById>) =>
  q.selectFrom("webhook_attempts").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
);
export const attemptPage = pageOf<AttemptRow>("webhook_attempts");
