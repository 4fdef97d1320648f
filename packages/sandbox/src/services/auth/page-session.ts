import type { InputOf, Operations, PageSession, PageToken } from "@micro/sdk/contract";

import { drawBase62 } from "../../platform/base62.ts";
import type { AnonymousContext, Context, Preparation, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import type { Secrets } from "../../platform/secrets.ts";
import { recordAudit } from "./audit.ts";
import { findApiKey, findPageSession, findPageToken, findSession, insertPageSession, usePageToken } from "./store.ts";
import type { PageSessionRow } from "./tables.ts";
import { principalOfSession } from "./token.ts";
import { principalOfKey } from "./verify-api-key.ts";

const secretLength = 43;
const digestToken = (secrets: Secrets, token: string) => secrets.digest("page-token", token);
const digestCookie = (secrets: Secrets, cookie: string) => secrets.digest("page-cookie", cookie);

/** Makes a one-time token for whoever has a key or a session. Only its digest is stored. */
export async function createPageSession({ tx, principal, platform, now }: Context): Promise<PageToken> {
  const id = platform.ids("pageSession");
  const token = `pgt_${drawBase62(platform.random.fork(id), secretLength)}`;
  const expires = now + limits.pageTokenLifetimeSeconds;
  await tx.run(insertPageSession, {
    id,
    account: principal.account,
    credential: principal.credential ?? "",
    token_digest: digestToken(platform.secrets, token),
    expires_at: expires,
    created: now,
  });
  return { id, object: "page_token", token, expires_at: expires };
}

/** Takes a token, once, and answers what the browser keeps in its place. */
export async function openPageSession(
  ctx: AnonymousContext,
  input: InputOf<Operations["page_sessions.open"]>,
): Promise<PageSession> {
  const { tx, platform, now } = ctx;
  const row = await tx.first(findPageToken, { token_digest: digestToken(platform.secrets, input.token), now });
  if (!row || !(await findMaker(tx, row, now))) throw new DomainError("page_token_invalid", { param: "token" });
  const { id, account, credential } = row;
  const secret = `pgc_${drawBase62(platform.random.fork(`${id}:cookie`), secretLength)}`;
  await tx.run(usePageToken, { id, cookie_digest: digestCookie(platform.secrets, secret) });
  await recordAudit(ctx, "page_session.opened", { account, actor: credential, target: id });
  return { id, object: "page_session", secret };
}

/** Whom a browser with this cookie acts as; undefined when it was not let in, or not any more. */
export function findVisitor(
  { db, platform, now }: Omit<Preparation, "principal">,
  cookie: string,
): Promise<Principal | undefined> {
  return db.read(async (reader) => {
    const row = await reader.first(findPageSession, { cookie_digest: digestCookie(platform.secrets, cookie) });
    return row && findMaker(reader, row, now);
  });
}

/** Whoever made a page session, as long as the key or the session is good. */
async function findMaker(
  reader: Reader,
  { credential: id, account }: PageSessionRow,
  now: number,
): Promise<Principal | undefined> {
  const key = await reader.first(findApiKey, { id, account });
  if (key) return isGood(key, now) ? principalOfKey(key) : undefined;
  const session = await reader.first(findSession, { id });
  return session && isGood(session, now) ? principalOfSession(reader, session) : undefined;
}

const isGood = (maker: { revoked_at: number | null; expires_at: number | null }, now: number) =>
  maker.revoked_at === null && (maker.expires_at === null || maker.expires_at > now);
