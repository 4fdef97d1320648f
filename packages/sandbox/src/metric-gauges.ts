import type { DatabaseGauge } from "./gateway/metrics.ts";
import { countJobs } from "./platform/queue/queue.ts";
import { countRows } from "./services/ledger/index.ts";
import { countDeliveries } from "./services/webhooks/index.ts";

/** What is counted in the database when somebody reads the metrics. */
export const metricGauges: readonly DatabaseGauge[] = [
  { name: "micro_queue_jobs", help: "Jobs that wait or are in hand.", label: "kind", read: countJobs },
  { name: "micro_webhook_deliveries", help: "Deliveries.", label: "status", read: countDeliveries },
  { name: "micro_ledger_rows", help: "What the ledger holds.", label: "kind", read: countRows },
];
