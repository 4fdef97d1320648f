import type { Client } from "@micro/sdk";

import { UsageError } from "../../abort.ts";

/** A key sees only the requests of its own account: any other is refused, with the account of the key. */
export async function assertAccount(client: Client, account: string): Promise<void> {
  const principal = await client.auth.whoami();
  if (principal.account === account) return;
  throw new UsageError(
    `The key is of the account ${principal.account} (${principal.email}), not of "${account}".`,
    `Give --account ${principal.account}, or choose another profile with -p.`,
  );
}
