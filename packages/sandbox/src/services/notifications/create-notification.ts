import type { InputOf, Mode, Notification, Operations } from "@micro/sdk/contract";

import type { AnonymousContext, Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { toNotification } from "./notification.ts";
import { insertNotification } from "./store.ts";
import type { NotificationRow } from "./tables.ts";
import { templates } from "./templates.ts";

/** The kind of job that sends a notification, by its id. */
export const sendJob = "notifications.send";

type Input = InputOf<Operations["notifications.create"]>;

/** Sends a message: it is pending until the queue has sent it. */
export async function createNotification(ctx: Context, input: Input): Promise<Notification> {
  const { channel, to } = input;
  assertRecipient(channel, to);
  const template = input.template ?? "plain";
  if (template === "plain" && input.text === undefined) {
    throw new DomainError("parameter_missing", {
      message: "A message without a template needs a text.",
      param: "text",
    });
  }
  const missing = templates[template].needs.find((name) => input.data?.[name] === undefined);
  if (missing !== undefined) {
    const param = `data.${missing}`;
    throw new DomainError("parameter_missing", { message: `The template ${template} needs '${param}'.`, param });
  }
  const { subject, text } = input;
  const data = { ...input.data, ...(subject !== undefined && { subject }), ...(text !== undefined && { text }) };
  return toNotification(await storeNotification(ctx, ctx.principal, { channel, template, recipient: to, data }));
}

/** Stores a notification and has the queue send it. */
export async function storeNotification(
  { tx, platform, now }: Pick<AnonymousContext, "tx" | "platform" | "now">,
  owner: { realm: number; account: string; mode: Mode },
  message: Pick<NotificationRow, "channel" | "template" | "recipient"> & { data: Record<string, string> },
): Promise<NotificationRow> {
  const row = {
    id: platform.ids("notification"),
    realm: owner.realm,
    account: owner.account,
    livemode: owner.mode === "live" ? 1 : 0,
    ...message,
    data: JSON.stringify(message.data),
    status: "pending" as const,
    tries: 0,
    error: null,
    sent_at: null,
    hidden: 0,
    created: now,
  };
  await tx.run(insertNotification, row);
  await platform.queue.schedule(tx, sendJob, row.id, platform.clock.now());
  return { ...row, n: 0 };
}

const forms: Record<Notification["channel"], [RegExp, string]> = {
  email: [/^[^@\s]+@[^@\s]+$/, "an email address"],
  sms: [/^\+[1-9]\d{6,14}$/, "a phone number such as +15550100001"],
  web: [/^[^\s]+$/, "the id of a user"],
};

function assertRecipient(channel: Notification["channel"], to: string): void {
  const [form, words] = forms[channel];
  if (!form.test(to)) {
    throw new DomainError("parameter_invalid", {
      message: `'to' must be ${words} for the channel ${channel}.`,
      param: "to",
    });
  }
}
