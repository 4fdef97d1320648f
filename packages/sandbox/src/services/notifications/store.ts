import { pageOf } from "../../platform/db/page.ts";
import { slots, statements, type Params } from "../../platform/db/statement.ts";
import type { NotificationRow, NotificationTables } from "./tables.ts";

const sql = statements<NotificationTables>();

export const insertNotification = sql((q, p: Params<Omit<NotificationRow, "n">>) =>
  q
    .insertInto("notifications")
    .values(
      slots(p, [
        "id",
        "realm",
        "account",
        "livemode",
        "channel",
        "template",
        "recipient",
        "data",
        "status",
        "tries",
        "error",
        "sent_at",
        "hidden",
        "created",
      ]),
    ),
);
export const findNotification = sql((q, p: Params<{ id: string; realm: number }>) =>
  q.selectFrom("notifications").selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
);
/** For the queue, whose references are ids that it wrote itself. */
export const findPending = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("notifications").selectAll().where("id", "=", p("id")).where("status", "=", "pending"),
);
export const updateStatus = sql(
  (q, p: Params<Pick<NotificationRow, "id" | "status" | "tries" | "error" | "sent_at">>) =>
    q
      .updateTable("notifications")
      .set(slots(p, ["status", "tries", "error", "sent_at"]))
      .where("id", "=", p("id")),
);
export const hideMessage = sql((q, p: Params<{ id: string; realm: number }>) =>
  q
    .updateTable("notifications")
    .set({ hidden: 1 })
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm"))
    .where("status", "=", "sent")
    .where("hidden", "=", 0),
);
export const hideAllMessages = sql((q, p: Params<{ realm: number }>) =>
  q
    .updateTable("notifications")
    .set({ hidden: 1 })
    .where("realm", "=", p("realm"))
    .where("status", "=", "sent")
    .where("hidden", "=", 0),
);
export const messagesAfter = sql((q, p: Params<{ realm: number; n: number }>) =>
  q
    .selectFrom("notifications")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("status", "=", "sent")
    .where("hidden", "=", 0)
    .where("n", ">", p("n"))
    .orderBy("n"),
);
export const notificationPage = pageOf<NotificationRow>("notifications");
