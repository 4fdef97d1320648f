import type { Notification, NotificationTemplate } from "@micro/sdk/contract";

import type { Numbered } from "../../platform/db/statement.ts";

export interface NotificationRow {
  n: number;
  id: string;
  realm: number;
  account: string;
  livemode: number;
  channel: Notification["channel"];
  template: NotificationTemplate;
  recipient: string;
  /** JSON object of texts. It holds no secret: a link is made from it when the message is read. */
  data: string;
  status: Notification["status"];
  tries: number;
  error: string | null;
  sent_at: number | null;
  /** 1 when the message was deleted from the inbox. */
  hidden: number;
  created: number;
}

export interface NotificationTables {
  notifications: Numbered<NotificationRow>;
}

export const notificationSchema = `
  CREATE TABLE notifications (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    realm INTEGER NOT NULL,
    account TEXT NOT NULL,
    livemode INTEGER NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'web')),
    template TEXT NOT NULL,
    recipient TEXT NOT NULL,
    data TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'failed')),
    tries INTEGER NOT NULL,
    error TEXT,
    sent_at INTEGER,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE INDEX notifications_by_realm ON notifications (realm, n);
`;
