import { formatAmount, type Invoice, type InvoiceStatus, type Price, type Subscription } from "@micro/sdk";

import type { Timeline } from "../actions/billing/read.ts";
import { clean } from "./clean.ts";
import { out, type Palette } from "./colours.ts";
import { counted } from "./counted.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

type Colour = keyof Palette;

const subscriptionColours: Record<Subscription["status"], Colour> = {
  active: "green",
  trialing: "cyan",
  incomplete: "yellow",
  past_due: "yellow",
  paused: "yellow",
  unpaid: "red",
  canceled: "dim",
  incomplete_expired: "dim",
};
const invoiceColours: Record<InvoiceStatus, Colour> = {
  draft: "dim",
  open: "yellow",
  paid: "green",
  uncollectible: "red",
  void: "dim",
};
const day = (seconds: number) => instantText(seconds).slice(0, 10);
const statusOf = ({ status }: Subscription) => out[subscriptionColours[status]](status);

/** One line for each subscription. */
export function subscriptionsText(subscriptions: readonly Subscription[]): string {
  if (subscriptions.length === 0) return "There are no such subscriptions. --status all shows those that ended, too.";
  return table(
    subscriptions.map((subscription) => [
      subscription.id,
      statusOf(subscription),
      subscription.customer,
      subscription.items.data.map(({ price, quantity }) => `${quantity} × ${price.id}`).join(", "),
      nextOf(subscription),
    ]),
  );
}

/** When something happens next, as far as the subscription says. */
function nextOf({ ended_at: ended, cancel_at: cancel, trial_end: trial, status, items }: Subscription): string {
  if (ended !== null) return `ended ${day(ended)}`;
  if (cancel !== null) return `ends ${day(cancel)}`;
  if (status === "trialing" && trial !== null) return `trial until ${day(trial)}`;
  const end = Math.min(...items.data.map((item) => item.current_period_end));
  return Number.isFinite(end) ? `renews ${day(end)}` : "";
}

/** One line for each invoice. */
export function invoicesText(invoices: readonly Invoice[]): string {
  if (invoices.length === 0) return "There are no such invoices.";
  return table(invoices.map((invoice) => [...invoiceCells(invoice), out.dim(invoice.customer), out.dim(invoice.id)]));
}

function invoiceCells(invoice: Invoice): string[] {
  const { created, number, status, total, currency, billing_reason: reason } = invoice;
  return [
    day(created),
    out[invoiceColours[status]](status),
    number ?? "not numbered",
    formatAmount(total, currency),
    reason,
    attemptsOf(invoice),
  ];
}

function attemptsOf({ status, attempt_count: count, next_payment_attempt: next }: Invoice): string {
  const tried = count > 1 || (status === "open" && count > 0) ? [counted(count, "attempt")] : [];
  const then = status === "draft" ? "finalised" : "next";
  return [...tried, ...(next === null ? [] : [`${then} ${instantText(next)}`])].join(", ");
}

/** The lines of an invoice with their sum, as it will be. */
export function previewText({ created, lines, total, amount_due: due, currency, starting_balance: balance }: Invoice) {
  const rows = lines.data.map(({ amount, description, price, period }) => [
    formatAmount(amount, currency),
    clean(description ?? price ?? ""),
    out.dim(`${day(period.start)} → ${day(period.end)}`),
  ]);
  const sums = [
    [out.bold(formatAmount(total, currency)), "total"],
    ...(due === total
      ? []
      : [[out.bold(formatAmount(due, currency)), `to pay, with ${balanceText(balance, currency)}`]]),
  ];
  return `${out.bold(`on ${day(created)}`)}\n${table([...rows, ...sums])}`;
}

const balanceText = (balance: number, currency: Invoice["currency"]) =>
  `a balance of ${formatAmount(-balance, currency)}`;

/** A subscription, line by line: what it is for, what it was billed, what comes. */
export function timelineText({ subscription, invoices, upcoming }: Timeline): string {
  const { id, customer, items } = subscription;
  const held = items.data.map(({ price, quantity, current_period_start: start, current_period_end: end }) => [
    `  ${quantity} × ${price.id}`,
    priceText(price),
    out.dim(`${day(start)} → ${day(end)}`),
  ]);
  const blocks = [
    `${out.bold(id)}  ${statusOf(subscription)}  ${customer}  ${nextOf(subscription)}\n${table(held)}`,
    invoices.length === 0 ? "It was not billed yet." : table(invoices.map(invoiceCells)),
    ...(upcoming === null ? [] : [`Next, ${previewText(upcoming)}`]),
  ];
  return blocks.join("\n\n");
}

function priceText(price: Price): string {
  if (!price.recurring) return "";
  const { recurring, tiers, unit_amount: amount, unit_amount_decimal: decimal, currency } = price;
  const { interval, interval_count: count } = recurring;
  const every = count === 1 ? `a ${interval}` : `every ${count} ${interval}s`;
  if (amount !== null) return `${formatAmount(amount, currency)} ${every}`;
  return tiers ? `by tiers, ${every}` : `${decimal} of a minor unit of ${currency} ${every}`;
}
