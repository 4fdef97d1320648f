import { createRequire, findPackageJSON } from "node:module";
import { join } from "node:path";

import type { Stripe } from "stripe";
import { expect } from "vitest";

import type { Sandbox } from "../../../src/index.ts";
import { plain } from "./client.ts";
import { readDeclaredTypes, type CheckDeclared } from "./declared-types.ts";

const require = createRequire(import.meta.url);

/** The older clients that there are here, with the version of the API that each pins. */
export const olderClients = {
  "stripe-11": "2022-11-15",
  "stripe-17": "2025-02-24.acacia",
  "stripe-20": "2026-02-25.clover",
} as const;

type Package = keyof typeof olderClients;

/** An object as an older client has it, whose fields the newest does not know. */
// oxlint-disable-next-line typescript/no-explicit-any -- The declarations of two releases cannot stand side by side.
export type Older = any;

/** An older release of the official client, which has the methods of its time. */
export function olderClientOf(name: Package, { url, apiKey }: Pick<Sandbox, "url" | "apiKey">): Older {
  const { hostname, port } = new URL(url);
  // Those of long ago send none by themselves.
  const apiVersion = olderClients[name] as Stripe.LatestApiVersion;
  const Client = require(name) as typeof Stripe;
  return new Client(apiKey, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0, apiVersion });
}

/** Makes the check that an object has all that an older client declares of it; it answers the object. */
export function declaringOlder(client: Package, names: readonly string[]) {
  let check: CheckDeclared | undefined;
  return (name: string, object: Older): Older => {
    check ??= readDeclaredTypes(names, join(findPackageJSON(client, import.meta.url) ?? "", "../types/index.d.ts"));
    expect(check(name, plain(object as object))).toEqual([]);
    return object;
  };
}
