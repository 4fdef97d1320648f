import { apiVersion, type EventObject, type EventType } from "@micro/sdk/contract";

import { changesBetween, type Fields } from "../../platform/changes.ts";
import type { AnonymousContext } from "../../platform/context.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";

interface Owner {
  realm: number;
  account: string;
  mode: "test" | "live";
}

/**
 * Records that something happened to an object, in the transaction in which it happened, in the log of the caller's
 * account and mode, or of `owner`. An update that changed nothing is none, as with Stripe, whose events tell of an object
 * whose state has changed (https://docs.stripe.com/api/events).
 */
export async function recordEvent<T extends EventType>(
  ctx: AnonymousContext,
  type: T,
  object: EventObject<T>,
  owner: Owner | null = ctx.principal,
): Promise<void> {
  if (!owner) throw new Error(`The event ${type} has no owner.`);
  const { realm, account, mode } = owner;
  // The balance has no id: it is the account's.
  const subject = "id" in object && typeof object.id === "string" ? object.id : account;
  const previous = await previousAttributes(ctx, type, { realm, subject, object });
  if (previous === "unchanged") return;
  const pending = await ctx.platform.countSubscribers(ctx.tx, { realm, type, subject, account }, ctx.platform.wordings);
  const id = ctx.platform.ids("event");
  const { now: created } = inSandboxTime(ctx);
  const data = { object, ...previous };
  await ctx.platform.outbox.append(ctx.tx, {
    id,
    realm,
    type,
    subject,
    created,
    trace: ctx.request.trace ?? null,
    payload: (seq) =>
      JSON.stringify({
        id,
        object: "event",
        type,
        created,
        seq,
        account,
        livemode: mode === "live",
        api_version: apiVersion,
        request: { id: ctx.request.id, idempotency_key: ctx.request.idempotencyKey },
        data,
        pending_webhooks: pending,
      }),
  });
}

/** The fields that an update has changed, as they were in the last event about the object: none when that is no longer kept. */
async function previousAttributes(
  { tx, platform: { outbox, wordings } }: AnonymousContext,
  type: EventType,
  { realm, subject, object }: { realm: number; subject: string; object: object },
): Promise<{ previous_attributes?: Fields } | "unchanged"> {
  if (![type, wordings.stripe.typeOf(type)].some((name) => name?.endsWith(".updated"))) return {};
  const latest = await outbox.latestBefore(tx, realm, subject);
  if (latest === undefined) return { previous_attributes: {} };
  const before = (JSON.parse(latest.payload) as { data: { object: Fields } }).data.object;
  // As it will be sent, which leaves undefined fields out.
  const sent = JSON.stringify(object);
  const changes = changesBetween(before, JSON.parse(sent) as Fields);
  const isUpdate = type.endsWith(".updated") && !latest.isNew;
  return isUpdate && Object.keys(changes).length === 0 ? "unchanged" : { previous_attributes: changes };
}
