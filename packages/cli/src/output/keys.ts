import type { ApiKey, NewApiKey, SigningKey } from "@micro/sdk";

import { out } from "./colours.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

const day = (seconds: number | null) => (seconds === null ? "–" : new Date(seconds * 1000).toISOString().slice(0, 10));

/** The keys as a table. */
export function keysText(keys: readonly ApiKey[]): string {
  if (keys.length === 0) return "There are no keys.";
  const head = ["ID", "KEY", "NAME", "SCOPES", "LAST USED", "STATE"].map((title) => out.dim(title));
  return table([
    head,
    ...keys.map((key) => [
      key.id,
      key.truncated_key,
      key.name ?? "–",
      key.scopes?.join(" ") ?? "all",
      day(key.last_used_at),
      stateOf(key),
    ]),
  ]);
}

function stateOf({ revoked_at: revoked, expires_at: expires, rolled_to: next }: ApiKey): string {
  if (revoked !== null) return `revoked ${day(revoked)}`;
  const end = expires === null ? "works" : `until ${instantText(expires)}`;
  return next === null ? end : `${end}, replaced by ${next}`;
}

/** A new key with its secret, which is shown this once. */
export const newKeyText = ({ id, key }: NewApiKey): string =>
  `${out.green("✓")} ${id}\n  ${key}\n  It is shown this once: keep it now.`;

/** What a rotation brings, and when. */
export const rotationText = ({ id, signs_from: from }: SigningKey): string =>
  `${out.green("✓")} Published the signing key ${id}.\n  It signs from ${instantText(from)} on.`;
