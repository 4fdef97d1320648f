import { unfolded } from "./projections/events.ts";
import { projections } from "./projections/index.ts";
import type { Native } from "./route.ts";
import { atVersion, newestVersion, type Version } from "./versions/index.ts";

/** Fields with the caller's own content, in which nothing is reworded. */
const opaque = new Set(["metadata"]);

/** Words a native answer as a version of Stripe does: every resource in it, from the inside out, by its `object`. */
export function project(value: unknown, version: Version = newestVersion): unknown {
  if (Array.isArray(value)) return value.map((part) => project(part, version));
  if (value === null || typeof value !== "object") return value;
  const inside: Native = {};
  for (const [name, part] of Object.entries(unfolded(value as Native))) {
    inside[name] = opaque.has(name) ? part : project(part, version);
  }
  const kind = inside["object"];
  const projection = typeof kind === "string" && Object.hasOwn(projections, kind) ? projections[kind] : undefined;
  return projection ? atVersion(version, projection(inside), inside) : inside;
}
