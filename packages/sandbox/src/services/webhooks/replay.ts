import { matchesEventPattern, type InputOf, type Operations, type Replay } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";
import type { OutboxRow } from "../../platform/outbox/tables.ts";
import { getKeptEvent } from "../activity/index.ts";
import { assertEnabled, getEndpointRow } from "./endpoint.ts";
import { openDelivery } from "./plan-deliveries.ts";
import { reopenDelivery } from "./reopen-delivery.ts";
import { failedDeliveriesSince, failedForwardsSince, findDeliveryOf } from "./store.ts";
import { findSubscribers } from "./subscribers.ts";
import type { EndpointRow } from "./tables.ts";

type ReplayInput = InputOf<Operations["events.replay"]>;
type Destination = Pick<ReplayInput, "endpoint" | "to">;

const deliveriesShown = 100;

/** Sends an event again. */
export async function resendEvent(ctx: Context, input: InputOf<Operations["events.resend"]>): Promise<Replay> {
  return sendAgain(ctx, [await getKeptEvent(ctx, input.id)], input);
}

/** Sends a range of events again, oldest first, or those whose delivery failed since an instant. */
export async function replayEvents(ctx: Context, input: ReplayInput): Promise<Replay> {
  const { failed_since: failedSince, from_seq: from, to_seq: to, created, type } = input;
  if ([failedSince, from, to, created, type].every((bound) => bound === undefined)) {
    throw new DomainError("parameter_missing", {
      message: "Say which events: by `from_seq` and `to_seq`, `created`, `type`, or `failed_since`.",
      param: "from_seq",
    });
  }
  const failed = failedSince === undefined ? undefined : await findFailed(ctx, failedSince, input);
  const events = await findEvents(ctx, input, (row) => failed?.has(row.id) ?? true);
  return sendAgain(ctx, events, input, failed);
}

/** The events of a range. */
async function findEvents(
  { tx, platform, principal }: Context,
  { from_seq: from = 1, to_seq: to = Infinity, created = {}, type = "*" }: ReplayInput,
  isWanted: (row: OutboxRow) => boolean,
): Promise<OutboxRow[]> {
  const { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = created;
  const found: OutboxRow[] = [];
  let last = await platform.outbox.startOf(tx, principal.realm, from - 1);
  for (;;) {
    const page = await platform.outbox.after(tx, principal.realm, last);
    for (const row of page) {
      last = row.seq;
      const isInTime = row.created > gt && row.created >= gte && row.created < lt && row.created <= lte;
      if (row.seq > to) return found;
      if (isInTime && matchesEventPattern(row.type, type) && isWanted(row)) found.push(row);
    }
    if (page.length === 0) return found;
    if (found.length > limits.replayEventsMax) {
      throw new DomainError("parameter_invalid", {
        message: `At most ${limits.replayEventsMax} events are sent again at once: give a smaller range.`,
        param: "to_seq",
      });
    }
  }
}

/** The endpoints, by event, that a delivery failed to; for streams, the events whose forward failed, with none. */
async function findFailed({ tx, principal: { realm } }: Context, since: number, { endpoint, to }: Destination) {
  const failed = new Map<string, Set<string>>();
  const add = (event: string) => failed.get(event) ?? failed.set(event, new Set()).get(event);
  if (to !== "stream") {
    for (const row of await tx.all(failedDeliveriesSince, { realm, since })) {
      if (endpoint === undefined || endpoint === row.endpoint) add(row.event)?.add(row.endpoint);
    }
  }
  if (to !== "endpoints" && endpoint === undefined) {
    for (const { event } of await tx.all(failedForwardsSince, { realm, since })) add(event);
  }
  return failed;
}

async function sendAgain(
  ctx: Context,
  events: readonly OutboxRow[],
  { endpoint: only, to }: Destination,
  failed?: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Replay> {
  const { tx, platform, principal } = ctx;
  const target = only === undefined ? undefined : await getEndpointRow(ctx, only, "endpoint");
  if (target) assertEnabled(target);
  const deliveries: string[] = [];
  if (to !== "stream") {
    for (const event of events) {
      const endpoints = target ? [target] : await findSubscribers(tx, event, platform.wordings);
      for (const endpoint of endpoints) {
        if (failed && !failed.get(event.id)?.has(endpoint.id)) continue;
        deliveries.push(await deliverAgain(ctx, event, endpoint));
      }
    }
  }
  const toStream = to !== "endpoints" && target === undefined;
  return {
    object: "replay",
    event: events.length === 1 ? (events[0]?.id ?? null) : null,
    event_count: events.length,
    delivery_count: deliveries.length,
    listener_count: toStream ? platform.outbox.resend(tx, principal.realm, events) : 0,
    deliveries: deliveries.slice(0, deliveriesShown),
  };
}

async function deliverAgain({ tx, platform }: Context, event: OutboxRow, endpoint: EndpointRow): Promise<string> {
  const opened = await openDelivery(tx, platform, event, endpoint);
  if (opened) return opened.id;
  const existing = await tx.first(findDeliveryOf, { event: event.id, endpoint: endpoint.id });
  if (!existing) throw new Error(`There is no delivery of ${event.id} to ${endpoint.id}, and none could be opened.`);
  await reopenDelivery(tx, platform, endpoint, existing, "anew");
  return existing.id;
}
