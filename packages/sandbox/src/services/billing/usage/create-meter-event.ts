import type { InputOf, MeterEvent, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { getCustomerRow, inTimeOfCustomer } from "../../customers/index.ts";
import { findMeterOf, type MeterRow } from "../../products/index.ts";
import { countUp } from "./count-up.ts";
import { eventOfIdentifier, meterEvents } from "./usage-store.ts";

type Input = InputOf<Operations["meter_events.create"]>;

/** How far from now an event may have happened, as Stripe has it. */
const pastMaxSeconds = 35 * 24 * 3600;
const futureMaxSeconds = 5 * 60;

/** Counts that a customer used something. */
export async function createMeterEvent(caller: Context, input: Input): Promise<MeterEvent> {
  const meter = await findMeterOf(caller, input.event_name);
  if (!meter) throw resourceMissing("active meter of the event", input.event_name, "event_name");
  const customer = await getCustomerRow(caller, payloadOf(input, meter.customer_key), `payload.${meter.customer_key}`);
  const ctx = await inTimeOfCustomer(caller, customer.id);
  const timestamp = instantOf(ctx, input);
  const id = ctx.platform.ids("meterEvent");
  const identifier = input.identifier ?? id;
  await assertNew(ctx, identifier);
  const value = valueOf(input, meter);
  const counted = await countUp(ctx, { meter, customer: customer.id, value, timestamp });
  await ctx.tx.run(meterEvents.insert, {
    id,
    realm: ctx.principal.realm,
    meter: meter.id,
    customer: customer.id,
    value,
    identifier,
    timestamp,
    canceled: 0,
    counted,
    created: ctx.now,
  });
  return {
    object: "billing.meter_event",
    created: ctx.now,
    event_name: meter.event_name,
    identifier,
    livemode: ctx.principal.mode === "live",
    payload: input.payload,
    timestamp,
  };
}

function payloadOf({ payload }: Input, key: string): string {
  const value = payload[key];
  if (value !== undefined && value !== "") return value;
  throw new DomainError("parameter_missing", {
    message: `The meter reads '${key}' of the payload.`,
    param: `payload.${key}`,
  });
}

function valueOf(input: Input, { formula, value_key: key }: MeterRow): number {
  if (formula === "count") return 1;
  const text = payloadOf(input, key);
  if (/^-?\d{1,12}$/.test(text)) return Number(text);
  throw new DomainError("parameter_invalid", {
    message: `'${text}' is not a whole number of at most 12 digits.`,
    param: `payload.${key}`,
  });
}

function instantOf({ now }: Context, { timestamp = now }: Input): number {
  if (timestamp >= now - pastMaxSeconds && timestamp <= now + futureMaxSeconds) return timestamp;
  throw new DomainError("parameter_invalid", {
    message: "An event may lie at most 35 days in the past and 5 minutes in the future.",
    param: "timestamp",
  });
}

async function assertNew({ tx, principal }: Context, identifier: string): Promise<void> {
  if (!(await tx.first(eventOfIdentifier, { realm: principal.realm, identifier }))) return;
  throw new DomainError("state_conflict", {
    message: `The event '${identifier}' is counted already.`,
    param: "identifier",
  });
}
