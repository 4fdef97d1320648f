import type { NotificationTemplate } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import { mailLink, type MailToken } from "../auth/index.ts";

type Data = Readonly<Record<string, string>>;
type Source = Pick<Platform, "secrets" | "baseUrl">;

interface Template {
  /** What `data` has to hold. */
  needs: readonly string[];
  subject: (data: Data) => string | null;
  text: (data: Data, source: Source) => string;
}

/** Every template: what it needs, and what it says. */
export const templates: Record<NotificationTemplate, Template> = {
  plain: {
    needs: [],
    subject: (data) => data["subject"] ?? null,
    text: (data) => data["text"] ?? "",
  },
  password_reset: {
    needs: [],
    subject: () => "Set a new password",
    text: (data, source) =>
      `Somebody asked to set a new password for this address.\n\n${mailLink(source, tokenOf("password_reset", data))}\n\nThe link works once, within the hour. If it was not you, do nothing.\n`,
  },
  email_verification: {
    needs: [],
    subject: () => "Confirm your address",
    text: (data, source) =>
      `Follow this link to confirm that the address is yours.\n\n${mailLink(source, tokenOf("email_verification", data))}\n\nThe link works for a day.\n`,
  },
  one_time_code: {
    needs: ["code"],
    subject: () => "Your code",
    text: ({ code }) => `Your code is ${code}. Tell it to nobody.`,
  },
  receipt: {
    needs: ["amount"],
    subject: () => "Your receipt",
    text: ({ amount, description }) => `We received ${amount}${description ? ` for ${description}` : ""}. Thank you.`,
  },
};

function tokenOf(purpose: MailToken["purpose"], data: Data): MailToken {
  return {
    purpose,
    user: data["user"] ?? "",
    expires: Number(data["expires"]),
    version: Number(data["version"]),
  };
}
