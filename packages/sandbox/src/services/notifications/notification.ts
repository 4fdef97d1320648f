import type { InboxMessage, Notification } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import type { NotificationRow } from "./tables.ts";
import { templates } from "./templates.ts";

function fieldsOf(row: NotificationRow) {
  return {
    id: row.id,
    channel: row.channel,
    template: row.template,
    to: row.recipient,
    subject: templates[row.template].subject(parseData(row)),
    status: row.status,
    attempt_count: row.tries,
    error: row.error,
    created: row.created,
    sent_at: row.sent_at,
    livemode: row.livemode === 1,
  };
}

/** The notification as the API and its event show it: without its text, which can hold a secret link. */
export const toNotification = (row: NotificationRow): Notification => ({ ...fieldsOf(row), object: "notification" });

/** The notification as its receiver sees it. */
export function toMessage(platform: Pick<Platform, "secrets" | "baseUrl">, row: NotificationRow): InboxMessage {
  const text = templates[row.template].text(parseData(row), platform);
  return { ...fieldsOf(row), object: "inbox_message", text, links: linksOf(text), codes: codesOf(text) };
}

function linksOf(text: string): InboxMessage["links"] {
  return (text.match(/https?:\/\/[^\s<>"')]+/g) ?? []).map((url) => ({
    url,
    token: URL.parse(url)?.searchParams.get("token") ?? null,
  }));
}

function codesOf(text: string): string[] {
  return text.replaceAll(/https?:\/\/\S+/g, "").match(/(?<![\w-])\d{4,8}(?![\w-])/g) ?? [];
}

/** The values of a stored notification. */
function parseData(row: Pick<NotificationRow, "data">): Record<string, string> {
  // They were texts when they were stored.
  return JSON.parse(row.data) as Record<string, string>;
}
