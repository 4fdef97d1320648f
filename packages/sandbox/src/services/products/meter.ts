import type { Meter } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { meters, metersByEvent, type MeterRow } from "./store.ts";

/** The meter as the API shows it. */
export function toMeter(row: Omit<MeterRow, "n">, livemode: boolean): Meter {
  return {
    id: row.id,
    object: "billing.meter",
    created: row.created,
    customer_mapping: { event_payload_key: row.customer_key, type: "by_id" },
    default_aggregation: { formula: row.formula },
    display_name: row.display_name,
    event_name: row.event_name,
    event_time_window: row.event_time_window,
    livemode,
    status: row.status,
    status_transitions: { deactivated_at: row.deactivated_at },
    updated: row.updated,
    value_settings: { event_payload_key: row.value_key },
  };
}

/** Reads a meter, or throws. */
export async function getMeterRow({ tx, principal }: Context, id: string, param = "id"): Promise<MeterRow> {
  const row = await tx.first(meters.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("meter", id, param);
  return row;
}

/** The meter that counts the events of a name, if there is one in use. */
export const findMeterOf = ({ tx, principal }: Context, eventName: string): Promise<MeterRow | undefined> =>
  tx.first(metersByEvent, { realm: principal.realm, event_name: eventName, status: "active" });

/** Throws where a meter in use counts the events of a name already. */
export async function assertEventFree(ctx: Context, eventName: string): Promise<void> {
  const taken = await findMeterOf(ctx, eventName);
  if (!taken) return;
  throw new DomainError("state_conflict", {
    message: `The meter ${taken.id} counts the events named '${eventName}' already.`,
    param: "event_name",
  });
}

/** Throws where a meter is not in this status. */
export function assertMeterIs(row: MeterRow, status: MeterRow["status"], param = "id"): void {
  if (row.status === status) return;
  throw new DomainError("state_conflict", { message: `The meter ${row.id} is ${row.status}.`, param });
}

/** Writes a changed meter, and tells of it. */
export async function saveMeter(
  ctx: Context,
  row: MeterRow,
  type: "billing.meter.updated" | "billing.meter.deactivated" | "billing.meter.reactivated",
): Promise<Meter> {
  const changed = { ...row, updated: ctx.now };
  await ctx.tx.run(meters.update, changed);
  const meter = toMeter(changed, ctx.principal.mode === "live");
  await recordEvent(ctx, type, meter);
  return meter;
}
