import type { Client } from "@micro/sdk";

import { UsageError } from "../../abort.ts";

/** A key sees the requests of its own account only: another one is refused, and told which one it is. */
export async function assertAccount(client: Client, account: string): Promise<void> {
  const principal = await client.auth.whoami();
  if (principal.account === account) return;
  throw new UsageError(
    `The key is of the account ${principal.account} (${principal.email}), not of "${account}".`,
    `Give --account ${principal.account}, or choose another profile with -p.`,
  );
}
