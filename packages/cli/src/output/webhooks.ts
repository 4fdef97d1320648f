import type { Attempt, Delivery, NewWebhookEndpoint, WebhookEndpoint } from "@micro/sdk";

import type { AttemptDifference } from "../actions/webhooks/attempt-diff.ts";
import type { Verdict } from "../actions/webhooks/verify.ts";
import { clean } from "./clean.ts";
import { err, out } from "./colours.ts";
import { counted } from "./counted.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

/** One line for each endpoint. */
export function endpointsText(endpoints: readonly WebhookEndpoint[]): string {
  if (endpoints.length === 0) return "There are no endpoints. Create one with micro webhooks endpoints create URL.";
  return table(
    endpoints.map((endpoint) => [endpoint.id, stateOf(endpoint), endpoint.url, endpoint.enabled_events.join(", ")]),
  );
}

/** All there is to know of an endpoint. */
export const endpointText = (endpoint: WebhookEndpoint): string => table(endpointRows(endpoint));

function endpointRows(endpoint: WebhookEndpoint): string[][] {
  const { ordered, rate_limit: rate, previous_secret_expires_at: until, public_key: key } = endpoint;
  const rows: [string, string | null][] = [
    ["id", endpoint.id],
    ["URL", endpoint.url],
    ["events", endpoint.enabled_events.join(", ")],
    ["state", stateOf(endpoint)],
    ["circuit", endpoint.circuit],
    ["sent", `${endpoint.payload}, signed by ${endpoint.signing}`],
    ["order", ordered ? "one after the other" : `up to ${endpoint.max_concurrency} at once`],
    ["rate", rate === null ? null : `${rate} per second`],
    ["time-out", `${endpoint.timeout_ms} ms`],
    [
      "headers",
      Object.entries(endpoint.headers)
        .map((pair) => pair.join(": "))
        .join(", ") || null,
    ],
    ["description", endpoint.description],
    ["public key", key],
    ["old secret", until === null ? null : `signs too until ${instantText(until)}`],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[out.bold(name), value]]));
}

/** An endpoint with its secret, which is shown once. */
export const newEndpointText = (endpoint: NewWebhookEndpoint): string =>
  table([...endpointRows(endpoint), [out.bold("secret"), `${endpoint.secret}  ${out.dim("(shown this once)")}`]]);

/** One line for each delivery. */
export function deliveriesText(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return "No deliveries.";
  return table(
    deliveries.map((delivery) => [
      delivery.id,
      paintOf(delivery.status)(delivery.status),
      delivery.event_type,
      delivery.event,
      delivery.endpoint,
      counted(delivery.attempt_count, "attempt"),
      delivery.next_attempt_at === null ? "" : `next ${instantText(delivery.next_attempt_at)}`,
    ]),
  );
}

/** How many dead letters are on their way again, and that some are left where none is. */
export function redrivenText(count: number, left: number): string {
  if (count === 0) return left === 0 ? "There are no dead letters." : "No dead letter is on its way again.";
  return `${out.green("✓")} ${counted(count, "delivery begins its", "deliveries begin their")} schedule anew.`;
}

/** That nothing is sent to an endpoint, and how to have it sent. */
export const disabledText = (id: string): string =>
  err.yellow(`${id} is disabled, and nothing is sent to it. micro webhooks endpoints enable ${id} changes that.`);

const answerShown = 1_000;

/** One line for each attempt, oldest last; below one that failed, what came back. */
export function attemptsText(attempts: readonly Attempt[]): string {
  if (attempts.length === 0) return "Nothing was sent.";
  const lines = table(
    attempts.map((attempt) => [
      attempt.id,
      out.dim(instantText(attempt.created)),
      (attempt.error === null ? out.green : out.red)(
        attempt.status_code === null ? "no answer" : `[${attempt.status_code}]`,
      ),
      // That it was the status says nothing beside it.
      attempt.error === "status" ? "" : (attempt.error ?? ""),
      `${attempt.latency_ms} ms`,
      attempt.event,
      attempt.url,
    ]),
  ).split("\n");
  return attempts.flatMap((attempt, index) => [lines[index] ?? "", ...cameBack(attempt)]).join("\n");
}

function cameBack({ error, error_message: message, response_body: body }: Attempt): string[] {
  if (error === null) return [];
  const text = (message ?? body ?? "").slice(0, answerShown).trim();
  return text === "" ? [] : text.split(/\r?\n/).map((line) => `  ${clean(line)}`);
}

function stateOf({ status, disabled_reason: reason }: WebhookEndpoint): string {
  if (status === "enabled") return out.green(status);
  return out.red(reason === null ? status : `${status} (${reason})`);
}

const paintOf = (status: Delivery["status"]) =>
  ({ pending: out.yellow, succeeded: out.green, failed: out.red })[status];

/** What changed from each attempt to the next. */
export function differencesText(differences: readonly AttemptDifference[]): string {
  if (differences.length === 0) return "There are not two attempts to compare.";
  return differences
    .map(({ from, to, seconds_between: seconds, differences: changes }) =>
      [
        `${from} -> ${to}, ${seconds} s later`,
        ...changes.flatMap(({ what, before, after }) => [
          `  ${out.bold(what)}`,
          ...(before === null ? [] : [out.red(`  - ${before}`)]),
          ...(after === null ? [] : [out.green(`  + ${after}`)]),
        ]),
      ].join("\n"),
    )
    .join("\n\n");
}

/** Whether a webhook is genuine. */
export function verdictText({ genuine, reason, message, difference }: Verdict): string {
  const mark = genuine ? out.green("✓") : out.red(`✗ ${reason ?? ""}`);
  return [`${mark} ${message}`, ...(difference === undefined ? [] : [`  ${difference}`])].join("\n");
}
