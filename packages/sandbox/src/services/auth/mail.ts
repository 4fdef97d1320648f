import type { Mode } from "@micro/sdk/contract";

import type { AnonymousContext, Platform } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import { formatMailToken, type MailPurpose, type MailToken } from "./mail-token.ts";
import { getRealm } from "./open-account.ts";
import { findUser } from "./store.ts";
import type { UserRow } from "./tables.ts";

/** The kind of job that asks for a mail to be written. Who writes it lies above. */
export const authMailJob = "auth.mail";

/** A mail that somebody asked for. It holds no secret: the link is made when the mail is read. */
export interface AuthMail {
  token: MailToken;
  to: string;
  owner: { account: string; mode: Mode; realm: number };
}

const lifetimes: Record<MailPurpose, number> = {
  password_reset: limits.passwordResetLifetimeSeconds,
  email_verification: limits.emailVerificationLifetimeSeconds,
};

/** Asks for a mail to a user, in the transaction of its cause. Without a user it takes the same steps, and no mail is written. */
export function requestMail(ctx: AnonymousContext, purpose: MailPurpose, user: UserRow | undefined): Promise<void> {
  const { platform, tx, now } = ctx;
  const expires = now + lifetimes[purpose];
  const reference = [purpose, user?.id ?? platform.ids("notification"), expires, user?.credential_version ?? 0];
  return platform.queue.schedule(tx, authMailJob, reference.join(":"), platform.clock.now());
}

/** What a job of `authMailJob` asks for; undefined when there is nobody to write to. */
export async function findMail(tx: Reader, reference: string): Promise<AuthMail | undefined> {
  const [purpose, id = "", expires, version] = reference.split(":");
  const user = await tx.first(findUser, { id });
  if (!user) return undefined;
  return {
    token: {
      // `requestMail` is the only writer of such references.
      purpose: purpose as MailPurpose,
      user: id,
      expires: Number(expires),
      version: Number(version),
    },
    to: user.email,
    owner: { account: user.account, mode: "test", realm: await getRealm({ tx }, user.account, "test") },
  };
}

const paths: Record<MailPurpose, string> = {
  password_reset: "/auth/reset-password",
  email_verification: "/auth/verify-email",
};

/** The link of a mail. */
export function mailLink(platform: Pick<Platform, "secrets" | "baseUrl">, token: MailToken): string {
  return `${platform.baseUrl()}${paths[token.purpose]}?token=${formatMailToken(platform.secrets, token)}`;
}
