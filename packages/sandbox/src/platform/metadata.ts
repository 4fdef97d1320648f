import { DomainError } from "./errors.ts";
import { limits } from "./limits.ts";

/** Metadata as it is stored: a key with an empty value is not there. */
export function dropEmptyValues(metadata: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ""));
}

/** The keys that are sent over those that are stored, as JSON; an empty value unsets its key, and null all of them. */
export function mergeMetadata(
  stored: string,
  sent: Record<string, string> | null | undefined,
  param = "metadata",
): string {
  if (sent === undefined) return stored;
  if (sent === null) return "{}";
  // It was written by these two functions.
  const merged = dropEmptyValues({ ...(JSON.parse(stored) as Record<string, string>), ...sent });
  if (Object.keys(merged).length > limits.metadataKeysMax) {
    throw new DomainError("parameter_invalid_object", {
      message: `'${param}' has at most ${limits.metadataKeysMax} keys; with these it would have more.`,
      param,
    });
  }
  return JSON.stringify(merged);
}
