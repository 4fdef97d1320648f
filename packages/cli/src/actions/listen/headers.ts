import { validateHeaderName, validateHeaderValue } from "node:http";

import { UsageError } from "../../abort.ts";

const ours = new Set(["content-length", "content-type", "webhook-id", "webhook-timestamp", "webhook-signature"]);

/**
 * The headers that `--headers "Name: value"` adds to each forward. Those that the signature stands on are refused. Without
 * `Headers`, with which Node would load all of its `fetch`.
 */
export function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim();
    const value = line.slice(colon + 1).trim();
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw notAHeader(line);
    }
    const key = name.toLowerCase();
    if (ours.has(key)) {
      throw new UsageError(`--headers cannot set ${name}: it is part of the signed delivery.`, "Leave it out.");
    }
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(headers);
}

const notAHeader = (line: string) =>
  new UsageError(`"${line}" is not a header.`, "Write it as --headers 'Name: value'.");
