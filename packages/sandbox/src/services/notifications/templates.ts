import type { NotificationTemplate } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import { mailLink, type MailToken } from "../auth/index.ts";
import { invoicePageUrl } from "../billing/index.ts";

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
  invoice: invoiceTemplate(
    ({ number }) => `Invoice ${number}`,
    ({ amount, due }) => `You are asked to pay ${amount}${due ? ` by ${due}` : ""}.`,
  ),
  invoice_reminder: invoiceTemplate(
    ({ number }) => `Invoice ${number} will be due`,
    ({ amount, due }) => `Please remember to pay ${amount} by ${due}.`,
  ),
  invoice_overdue: invoiceTemplate(
    ({ number }) => `Invoice ${number} is overdue`,
    ({ amount, due }) => `${amount} were due on ${due}. Please pay now.`,
  ),
  receipt: {
    needs: ["amount"],
    subject: () => "Your receipt",
    text: ({ amount, description }) => `We received ${amount}${description ? ` for ${description}` : ""}. Thank you.`,
  },
};

/** A mail about an invoice, with the link to its page. */
function invoiceTemplate(subject: (data: Data) => string, sentence: (data: Data) => string): Template {
  return {
    needs: ["invoice", "realm", "number", "amount"],
    subject,
    text: (data, source) => {
      const page = invoicePageUrl(source, { id: data["invoice"] ?? "", realm: Number(data["realm"]) });
      return `${sentence(data)}\n\n${page}\n\nThe page shows what it is for.\n`;
    },
  };
}

function tokenOf(purpose: MailToken["purpose"], data: Data): MailToken {
  return {
    purpose,
    user: data["user"] ?? "",
    expires: Number(data["expires"]),
    version: Number(data["version"]),
  };
}
