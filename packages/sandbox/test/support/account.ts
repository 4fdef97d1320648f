import { createClient, type Client, type Role, type Scope, type Session } from "@micro/sdk";

import type { Sandbox } from "../../src/index.ts";

/** What somebody who registered has. */
export interface Member {
  email: string;
  password: string;
  account: string;
  session: Session;
  /** An API key of the account, with these scopes; all when absent. */
  createKey(scopes?: Scope[], environment?: "test" | "live"): Promise<{ id: string; key: string }>;
}

const password = "correct horse battery";

/** Registers and logs in: with an API key as a member of its account, without one as the owner of a new account. */
export async function registerMember(sandbox: Sandbox, email: string, apiKey?: string, role?: Role): Promise<Member> {
  const anonymous = clientOf(sandbox, undefined);
  const user = await anonymous.auth.register({ email, password, ...(role && { role }) }, { apiKey });
  const session = await anonymous.auth.login({ email, password });
  return {
    email,
    password,
    account: user.account,
    session,
    createKey: async (scopes, environment = "test") =>
      anonymous.apiKeys.create({ environment, ...(scopes && { scopes }) }, { apiKey: session.token }),
  };
}

/** A client with other credentials than the default account's; it never repeats a request. */
export function clientOf(sandbox: Sandbox, apiKey: string | undefined): Client {
  return createClient({ baseUrl: sandbox.url, maxRetries: 0, ...(apiKey !== undefined && { apiKey }) });
}
