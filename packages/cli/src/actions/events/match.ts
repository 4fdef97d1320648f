import type { AnyEvent } from "@micro/sdk";

import { UsageError } from "../../abort.ts";
import { parsePath, valueAt } from "../../params/set-at.ts";

/** Whether an event is the one that is meant. */
export type EventMatch = (event: AnyEvent) => boolean;

/**
 * Reads `data.object.amount=500`, or `amount=500` for a member of the event's object. `null` is no value; anything else is
 * compared as text.
 */
export function parseMatches(texts: readonly string[]): EventMatch {
  const matches = texts.map((text) => {
    const equals = text.indexOf("=");
    if (equals < 1) throw new UsageError(`"${text}" matches nothing.`, "Write it as --match path=value.");
    return { path: parsePath(text.slice(0, equals)), expected: text.slice(equals + 1) };
  });
  return (event) =>
    matches.every(({ path, expected }) => {
      const found = valueAt(event.data.object, path) ?? valueAt(event, path);
      return textOf(found) === expected;
    });
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "null";
  return typeof value === "string" ? value : JSON.stringify(value);
}
