import { eventTypes, isEventPattern, type PayloadFormat } from "@micro/sdk/contract";

import { DomainError } from "../../platform/errors.ts";

const foreignPattern = /^(?:\*|[a-z0-9_]+(?:\.[a-z0-9_]+)*(?:\.\*)?)$/;

/**
 * Refuses a pattern that no type of the catalogue fits: a misspelt one would wait in silence. In the words of another API,
 * which has more types than there are here, a pattern need only have the form of one.
 */
export function assertPatterns(patterns: readonly string[], payload: PayloadFormat): void {
  for (const [index, pattern] of patterns.entries()) {
    if (payload === "stripe" ? foreignPattern.test(pattern) : isEventPattern(pattern)) continue;
    throw new DomainError("parameter_invalid", {
      message: `No event type fits '${pattern}'. There are: ${eventTypes.join(", ")}; patterns such as payment.*; and *.`,
      param: `enabled_events[${index}]`,
    });
  }
}
