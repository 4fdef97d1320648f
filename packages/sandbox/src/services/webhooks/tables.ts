import type { AttemptError, Delivery, PayloadFormat, SigningScheme, WebhookEndpoint } from "@micro/sdk/contract";

import type { Numbered } from "../../platform/db/statement.ts";

export interface EndpointRow {
  n: number;
  id: string;
  realm: number;
  url: string;
  /** Whether it hears of the connected accounts. */
  connect: number;
  /** JSON array of patterns. */
  enabled_events: string;
  description: string | null;
  /** JSON object. */
  metadata: string;
  /** JSON object. */
  headers: string;
  /** Null where Stripe's events are written in the version of the sandbox. */
  api_version: string | null;
  payload: PayloadFormat;
  signing: SigningScheme;
  ordered: number;
  max_concurrency: number;
  /** Deliveries per second. */
  rate_limit: number | null;
  timeout_ms: number;
  status: WebhookEndpoint["status"];
  disabled_reason: WebhookEndpoint["disabled_reason"];
  /** Counts the signing secrets; they derive from it. */
  secret_generation: number;
  /** Until when the secret before this one signs too, in seconds since the epoch. */
  previous_secret_until: number | null;
  /** Failures in a row that say that the receiver has too much to do. */
  overloads: number;
  /** Milliseconds since the epoch. */
  circuit_open_until: number | null;
  /** Since when it did nothing but fail, in seconds since the epoch. */
  failing_since: number | null;
  created: number;
}

export interface DeliveryRow {
  n: number;
  id: string;
  realm: number;
  event: string;
  /** Whose log the event is in: the endpoint's own account, or one that is connected to it. */
  event_realm: number;
  event_type: string;
  endpoint: string;
  status: Delivery["status"];
  /** Decided once, so that every attempt sends the same bytes. */
  payload: PayloadFormat;
  attempt_count: number;
  /** Attempts of the schedule that is under way: a redrive begins it anew. */
  round: number;
  /** Milliseconds since the epoch. */
  next_attempt_at: number | null;
  created: number;
}

export interface AttemptRow {
  n: number;
  id: string;
  realm: number;
  event: string;
  delivery: string | null;
  source: "endpoint" | "listener";
  url: string;
  status_code: number | null;
  error: AttemptError | null;
  error_message: string | null;
  latency_ms: number;
  /** JSON object. */
  request_headers: string;
  response_body: string | null;
  created: number;
}

export interface WebhookTables {
  webhook_endpoints: Numbered<EndpointRow>;
  webhook_deliveries: Numbered<DeliveryRow>;
  webhook_attempts: Numbered<AttemptRow>;
}

export const webhookSchema = `
  CREATE TABLE webhook_endpoints (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    url TEXT NOT NULL,
    connect INTEGER NOT NULL,
    enabled_events TEXT NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    headers TEXT NOT NULL,
    api_version TEXT,
    payload TEXT NOT NULL,
    signing TEXT NOT NULL,
    ordered INTEGER NOT NULL,
    max_concurrency INTEGER NOT NULL,
    rate_limit INTEGER,
    timeout_ms INTEGER NOT NULL,
    status TEXT NOT NULL,
    disabled_reason TEXT,
    secret_generation INTEGER NOT NULL,
    previous_secret_until INTEGER,
    overloads INTEGER NOT NULL,
    circuit_open_until INTEGER,
    failing_since INTEGER,
    created INTEGER NOT NULL
  );
  CREATE INDEX webhook_endpoints_by_realm ON webhook_endpoints (realm, n);
  CREATE TABLE webhook_deliveries (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    event TEXT NOT NULL,
    event_realm INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    status TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempt_count INTEGER NOT NULL,
    round INTEGER NOT NULL,
    next_attempt_at INTEGER,
    created INTEGER NOT NULL,
    UNIQUE (event, endpoint)
  );
  CREATE INDEX webhook_deliveries_by_realm ON webhook_deliveries (realm, n);
  CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint, n);
  CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (realm, status, n);
  CREATE INDEX webhook_deliveries_open ON webhook_deliveries (endpoint, n) WHERE status = 'pending';
  CREATE TABLE webhook_attempts (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    event TEXT NOT NULL,
    delivery TEXT,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    status_code INTEGER,
    error TEXT,
    error_message TEXT,
    latency_ms INTEGER NOT NULL,
    request_headers TEXT NOT NULL,
    response_body TEXT,
    created INTEGER NOT NULL
  );
  CREATE INDEX webhook_attempts_by_realm ON webhook_attempts (realm, n);
  CREATE INDEX webhook_attempts_by_time ON webhook_attempts (realm, created);
  CREATE INDEX webhook_attempts_by_event ON webhook_attempts (event, n);
  CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery, n);
`;
