import { UsageError } from "../../abort.ts";

const ours = new Set(["content-length", "content-type", "webhook-id", "webhook-timestamp", "webhook-signature"]);

/** The headers that `--headers "Name: value"` adds to each forward. Those that the signature stands on are refused. */
export function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim();
    if (name === "") throw notAHeader(line);
    if (ours.has(name.toLowerCase())) {
      throw new UsageError(`--headers cannot set ${name}: it is part of the signed delivery.`, "Leave it out.");
    }
    try {
      headers.append(name, line.slice(colon + 1).trim());
    } catch {
      throw notAHeader(line);
    }
  }
  return Object.fromEntries(headers);
}

const notAHeader = (line: string) =>
  new UsageError(`"${line}" is not a header.`, "Write it as --headers 'Name: value'.");
