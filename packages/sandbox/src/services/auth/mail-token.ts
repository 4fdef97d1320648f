import { equalDigests, type Secrets } from "../../platform/secrets.ts";

/** What the link of a mail is for. */
export type MailPurpose = "password_reset" | "email_verification";

/** What the token of a mail's link says. It is signed, so nothing of it is stored. */
export interface MailToken {
  purpose: MailPurpose;
  user: string;
  expires: number;
  /** Of the user's password: a token is good for one. */
  version: number;
}

const prefixes: Record<MailPurpose, string> = { password_reset: "prt", email_verification: "emv" };
const form = /^(?:prt|emv)_(usr_[0-9A-Za-z]{24})_(\d{1,12})_(\d{1,9})_([0-9a-f]{32})$/;

/** Writes the token; the same facts give the same token. */
export function formatMailToken(secrets: Secrets, token: MailToken): string {
  const facts = `${prefixes[token.purpose]}_${token.user}_${token.expires}_${token.version}`;
  return `${facts}_${secrets.digest("mail-token", facts).slice(0, 32)}`;
}

/** What a text says if it is a genuine token of this purpose that still lives; undefined otherwise. */
export function parseMailToken(
  secrets: Secrets,
  purpose: MailPurpose,
  text: string,
  now: number,
): MailToken | undefined {
  const [, user, expires, version] = form.exec(text) ?? [];
  if (user === undefined) return undefined;
  const token = { purpose, user, expires: Number(expires), version: Number(version) };
  return token.expires > now && equalDigests(text, formatMailToken(secrets, token)) ? token : undefined;
}
