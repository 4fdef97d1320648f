import type { Client, Invoice, Subscription } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { take } from "../take.ts";

type SubscriptionsInput = NonNullable<Parameters<Client["subscriptions"]["list"]>[0]>;
type InvoicesInput = NonNullable<Parameters<Client["invoices"]["list"]>[0]>;
type Change = NonNullable<Parameters<Client["invoices"]["createPreview"]>[0]>["subscription_details"];

/** A subscription, what it was billed so far, oldest first, and what it will be. */
export interface Timeline {
  object: "subscription_timeline";
  subscription: Subscription;
  invoices: Invoice[];
  /** Null where there is none to come. */
  upcoming: Invoice | null;
}

/** The newest subscriptions, so many at the most. */
export async function listSubscriptions(connection: Connection, count: number, input: SubscriptionsInput) {
  await using client = openClient(connection);
  return await take(client.subscriptions.list({ limit: Math.min(count, 100), ...input }), count);
}

/** The newest invoices, so many at the most. */
export async function listInvoices(connection: Connection, count: number, input: InvoicesInput) {
  await using client = openClient(connection);
  return await take(client.invoices.list({ limit: Math.min(count, 100), ...input }), count);
}

/** The next invoice of a subscription, as it is or after a change. */
export async function previewInvoice(connection: Connection, subscription: string, change: Change): Promise<Invoice> {
  await using client = openClient(connection);
  return await client.invoices.createPreview({ subscription, ...(change && { subscription_details: change }) });
}

/** What became of a subscription, and what will. */
export async function readTimeline(connection: Connection, id: string, count: number): Promise<Timeline> {
  await using client = openClient(connection);
  const subscription = await client.subscriptions.get(id);
  const newest = await take(client.invoices.list({ subscription: id, limit: Math.min(count, 100) }), count);
  const ends = subscription.ended_at !== null || subscription.cancel_at_period_end;
  const upcoming = ends ? null : await client.invoices.createPreview({ subscription: id });
  return { object: "subscription_timeline", subscription, invoices: newest.toReversed(), upcoming };
}
