import type { User } from "@micro/sdk/contract";

import type { UserRow } from "./tables.ts";

/** The user as the API shows it. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    object: "user",
    email: row.email,
    email_verified: row.email_verified_at !== null,
    name: row.name,
    role: row.role,
    account: row.account,
    settings: parseSettings(row.settings),
    created: row.created,
    created_at: new Date(row.created * 1000).toISOString(),
  };
}

/** The settings of a stored user. */
export function parseSettings(json: string): Record<string, string> {
  // They were checked against the contract before they were stored.
  return JSON.parse(json) as Record<string, string>;
}
