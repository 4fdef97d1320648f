import { monitorEventLoopDelay } from "node:perf_hooks";

import { Counter, Gauge, Histogram, Registry } from "prom-client";

import type { Platform } from "../platform/context.ts";
import type { Database, Reader } from "../platform/db/database.ts";
import type { RequestRecord } from "./request-log.ts";

/** A number of the database that is looked up when somebody asks, one value for each label. */
export interface DatabaseGauge {
  name: string;
  help: string;
  label: string;
  read: (reader: Reader) => Promise<readonly { label: string; value: number }[]>;
}

/** What Prometheus reads. */
export interface Metrics {
  /** Counts requests, off the hot path. */
  observe(records: readonly RequestRecord[]): void;
  /** The text format of Prometheus. */
  render: () => Promise<{ contentType: string; text: string }>;
  close(): void;
}

const circuitValues = { closed: 0, half_open: 1, open: 2 } as const;

/** Makes the metrics of one sandbox. */
export function createMetrics(parts: { db: Database; platform: Platform; gauges: readonly DatabaseGauge[] }): Metrics {
  const { db, platform } = parts;
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "micro_requests_total",
    help: "Requests answered.",
    labelNames: ["operation", "status", "code"],
    registers,
  });
  const latency = new Histogram({
    name: "micro_request_duration_seconds",
    help: "Time from the parsed request to its answer.",
    labelNames: ["operation"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const lag = new Gauge({
    name: "micro_event_loop_lag_seconds",
    help: "How late the event loop was since the last look.",
    labelNames: ["quantile"],
    registers,
  });
  const circuits = new Gauge({
    name: "micro_circuit_state",
    help: "0 closed, 1 half open, 2 open.",
    labelNames: ["circuit"],
    registers,
  });
  const gauges = parts.gauges.map(({ name, help, label, read }) => ({
    label,
    read,
    gauge: new Gauge({ name, help, labelNames: [label], registers }),
  }));

  return {
    observe: (records) => {
      for (const { operation, status, error_code: code, latency_us: us } of records) {
        requests.inc({ operation: operation ?? "none", status, code: code ?? "none" });
        latency.observe({ operation: operation ?? "none" }, us / 1e6);
      }
    },
    render: async () => {
      for (const quantile of [0.5, 0.99]) lag.set({ quantile }, delay.percentile(quantile * 100) / 1e9);
      delay.reset();
      for (const [circuit, state] of Object.entries(platform.circuits.states())) {
        circuits.set({ circuit }, circuitValues[state]);
      }
      for (const { gauge, label, read } of gauges) {
        gauge.reset();
        for (const row of await db.read(read)) gauge.set({ [label]: row.label }, row.value);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    close: () => void delay.disable(),
  };
}
