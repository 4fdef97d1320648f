import { unfolded } from "./projections/events.ts";
import { projections } from "./projections/index.ts";
import type { Native } from "./route.ts";

/** Fields with the caller's own content, in which nothing is reworded. */
const opaque = new Set(["metadata"]);

/** Words a native answer as Stripe does: every resource in it, from the inside out, by its `object`. */
export function project(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(project);
  if (value === null || typeof value !== "object") return value;
  const inside: Native = {};
  for (const [name, part] of Object.entries(unfolded(value as Native))) {
    inside[name] = opaque.has(name) ? part : project(part);
  }
  const kind = inside["object"];
  const projection = typeof kind === "string" && Object.hasOwn(projections, kind) ? projections[kind] : undefined;
  return projection ? projection(inside) : inside;
}
