import type { Operations, OutputOf } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { publishableKeyOf } from "./publishable-key.ts";
import { findAccountOwner, findApiKey, findUser } from "./store.ts";

/** What the credentials in use stand for. */
export async function whoami({ tx, principal, platform }: Context): Promise<OutputOf<Operations["auth.whoami"]>> {
  const { account, mode, credential, kind, scopes, user } = principal;
  const person = user === null ? await tx.first(findAccountOwner, { account }) : await tx.first(findUser, { id: user });
  const key = kind === "api_key" ? await tx.first(findApiKey, { id: credential ?? "", account }) : undefined;
  return {
    object: "principal",
    account,
    email: person?.email ?? "",
    role: user === null ? null : (person?.role ?? null),
    environment: kind === "api_key" ? mode : null,
    credential: credential ?? "",
    truncated_key: key?.truncated_key ?? null,
    publishable_key: kind === "api_key" ? publishableKeyOf(platform, principal) : null,
    scopes: scopes && [...scopes],
    livemode: mode === "live",
  };
}
