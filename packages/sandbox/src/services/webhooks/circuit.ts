import type { AttemptError, WebhookEndpoint } from "@micro/sdk/contract";

import { limits } from "../../platform/limits.ts";
import type { EndpointRow } from "./tables.ts";

type Circuit = Pick<EndpointRow, "overloads" | "circuit_open_until">;

/** Answers by which a receiver says that it has too much to do (Standard Webhooks 1.0.0, "Operational considerations"). */
const overloaded = new Set([429, 502, 503, 504]);

/** Where an endpoint's circuit stands. */
export function circuitOf({ circuit_open_until: until }: Circuit, nowMs: number): WebhookEndpoint["circuit"] {
  if (until === null) return "closed";
  return nowMs < until ? "open" : "half_open";
}

/**
 * Whether an attempt says that the receiver cannot keep up: it hangs, or asks for less. A receiver that refuses or
 * fails at once costs nothing, and its schedule is kept to the letter.
 */
export function isOverload(error: AttemptError | null, statusCode: number | null): boolean {
  return error === "timeout" || (error !== null && statusCode !== null && overloaded.has(statusCode));
}

/** The circuit after an attempt: so many overloads in a row open it, and the first attempt after that decides. */
export function circuitAfter(circuit: Circuit, overload: boolean, nowMs: number): Circuit {
  if (!overload) return { overloads: 0, circuit_open_until: null };
  const overloads = circuit.overloads + 1;
  const state = circuitOf(circuit, nowMs);
  if (state === "open") return { overloads, circuit_open_until: circuit.circuit_open_until };
  const opens = state === "half_open" || overloads >= limits.circuitFailuresMax;
  return { overloads, circuit_open_until: opens ? nowMs + limits.circuitOpenMs : null };
}
