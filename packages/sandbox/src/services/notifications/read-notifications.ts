import type { InputOf, List, Notification, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toNotification } from "./notification.ts";
import { findNotification, notificationPage } from "./store.ts";

/** Lists notifications. */
export function listNotifications(
  { tx, principal }: Context,
  input: InputOf<Operations["notifications.list"]>,
): Promise<List<Notification>> {
  const { to: recipient, channel, template, status, ...params } = input;
  return notificationPage(tx, {
    url: "/notifications",
    owner: principal.realm,
    params,
    filters: { recipient, channel, template, status },
    toResource: toNotification,
  });
}

/** Reads one notification. */
export async function getNotification({ tx, principal }: Context, { id }: { id: string }): Promise<Notification> {
  const row = await tx.first(findNotification, { id, realm: principal.realm });
  if (!row) throw resourceMissing("notification", id);
  return toNotification(row);
}
