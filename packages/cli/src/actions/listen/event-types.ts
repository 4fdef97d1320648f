import { eventTypes, isEventPattern } from "@micro/sdk";

import { UsageError } from "../../abort.ts";
import { either, nearest } from "../../output/nearest.ts";

/** The types and patterns of `--events a,b`. One that no event can fit is refused, with what may be meant. */
export function parseEventTypes(lists: readonly string[]): string[] {
  const patterns = lists.flatMap((list) => list.split(",")).map((pattern) => pattern.trim());
  for (const pattern of patterns) {
    if (isEventPattern(pattern)) continue;
    const meant = nearest(pattern, eventTypes);
    throw new UsageError(
      `There is no event "${pattern}".`,
      meant.length > 0 ? `Did you mean ${either(meant)}?` : "micro trigger --list shows all; payment.* means a group.",
    );
  }
  return [...new Set(patterns)];
}
