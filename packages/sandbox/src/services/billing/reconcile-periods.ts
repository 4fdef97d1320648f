import type { Difference } from "@micro/sdk/contract";

import { compareAmount } from "../payments/index.ts";
import type { InvoiceRow } from "./invoices/invoice-tables.ts";
import type { SubscriptionRow } from "./subscriptions/subscription-tables.ts";

interface Billed extends InvoiceRow {
  service_start: number;
  service_end: number;
}

/** The periods of each subscription: billed one after the other up to the one that runs, none of them twice. */
export function* comparePeriods(
  rows: readonly SubscriptionRow[],
  invoices: readonly InvoiceRow[],
): Generator<Difference> {
  const billedBy = Map.groupBy(invoices.filter(isBilled), ({ subscription }) => subscription);
  for (const row of rows) yield* compareOne(row, billedBy.get(row.id) ?? []);
}

const isBilled = (row: InvoiceRow): row is Billed => row.service_start !== null;

function* compareOne(row: SubscriptionRow, invoices: readonly Billed[]): Generator<Difference> {
  const billed = invoices.filter((invoice, index) => counts(row, invoice, invoices[index + 1]));
  for (const [index, { id, billing_reason: reason, service_start: start }] of billed.entries()) {
    const before = billed[index - 1];
    // A change begins a period within another, and credits what is left of that.
    if (!before || reason !== "subscription_cycle" || isGap(row, before.service_end, start)) continue;
    yield* compareAmount("subscriptions", row.id, `start of the period of ${id}`, before.service_end, start);
  }
  const last = billed.at(-1);
  if (!last || !isRunning(row) || isGap(row, last.service_end, row.period_end)) return;
  yield* compareAmount(
    "subscriptions",
    row.id,
    "end of the last period that is billed",
    row.period_end,
    last.service_end,
  );
}

/** A change that was not paid for in time bills nothing. */
const counts = (row: SubscriptionRow, invoice: Billed, next: Billed | undefined): boolean =>
  invoice.status !== "void" ||
  invoice.billing_reason !== "subscription_update" ||
  invoice.service_end === (next?.service_start ?? row.period_end);

/** A trial that was moved, a pause, and what is for nothing up to the anchor, are billed by nobody. */
const isGap = (row: SubscriptionRow, end: number, start: number): boolean =>
  end < start && (row.resumed_at !== null || row.trial_end === start || row.free_until === start);

const isRunning = ({ status, pending_update: pending }: SubscriptionRow): boolean =>
  pending === null && (status === "active" || status === "past_due" || status === "unpaid");
