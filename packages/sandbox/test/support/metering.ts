import type { Client } from "@micro/sdk";

import { planOf } from "./subscriptions.ts";

/** A meter that sums up the calls of each customer. */
export const callMeter = (client: Client) =>
  client.meters.create({ display_name: "Calls", event_name: "call", default_aggregation: { formula: "sum" } });

/** A monthly price for each call that a meter counts. */
export async function callPrice(client: Client, unitAmount: number, meter?: string): Promise<string> {
  const recurring = {
    interval: "month",
    usage_type: "metered",
    meter: meter ?? (await callMeter(client)).id,
  } as const;
  return planOf(client, unitAmount, { recurring });
}

/** Counts calls of a customer. */
export const recordCalls = (client: Client, customer: string, count: number) =>
  client.meterEvents.create({ event_name: "call", payload: { stripe_customer_id: customer, value: String(count) } });
