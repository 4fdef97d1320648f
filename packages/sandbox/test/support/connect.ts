import { expect } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { jsonBody, send } from "./wire.ts";

/** Calls the sandbox's own API on behalf of an account. */
export async function callFor(
  sandbox: Pick<Sandbox, "url" | "apiKey">,
  account: string,
  path: string,
  body?: object,
): ReturnType<typeof send> {
  const authorization = `Bearer ${sandbox.apiKey}`;
  const { headers, ...rest } = body ? { ...jsonBody(body), method: "POST" } : { headers: {} };
  return send(sandbox.url, { path, ...rest, headers: { ...headers, authorization, "micro-account": account } });
}

/** Expects that payments and ledger agree, at the platform and at a connected account. */
export async function reconcileBoth(sandbox: Sandbox, account: string): Promise<void> {
  expect(await sandbox.client.sandbox.reconcile()).toMatchObject({ clean: true, differences: [] });
  expect((await callFor(sandbox, account, "/sandbox/reconcile", {})).json).toMatchObject({ clean: true });
}
