import { project } from "../project.ts";
import { without } from "../projections/fields.ts";
import { withoutEffect, type Native, type Resource, type Rule } from "../route.ts";
import { connectTerms, isRecord, methodIdOf, methodName, paymentSettings } from "./rules.ts";

/** An item may name its price as a plan. */
const withPrice = (item: unknown): unknown => {
  if (!isRecord(item) || !("plan" in item)) return item;
  const { plan, ...rest } = item;
  return { price: plan, ...rest };
};
const items = (value: unknown) => ({ items: Array.isArray(value) ? value.map(withPrice) : value });
/** In a change it may clear its usage, which is without effect where a meter counts it. */
const changedItems = (value: unknown) => items(Array.isArray(value) ? value.map(withoutClear) : value);
const withoutClear = (item: unknown): unknown => (isRecord(item) ? without(item, "clear_usage") : item);
/** The same in what is to be previewed. */
const details: Rule = (value) => ({
  subscription_details: isRecord(value) && "items" in value ? { ...value, ...changedItems(value["items"]) } : value,
});

/** What a phase says, or all of them: how long an invoice can be paid stands deeper with Stripe. */
function phaseTerms(terms: Record<string, unknown>): Record<string, unknown> {
  const { coupon, default_payment_method: method, invoice_settings: settings, ...rest } = terms;
  return {
    ...rest,
    ...("items" in rest && items(rest["items"])),
    ...(method !== undefined && { default_payment_method: methodIdOf(method) }),
    ...(isRecord(settings) && settings),
    ...(coupon !== undefined && { discounts: [{ coupon }] }),
  };
}

const schedule = {
  default_settings: (value) => ({ default_settings: isRecord(value) ? phaseTerms(value) : value }),
  phases: (value) => ({
    phases: Array.isArray(value) ? value.map((each: unknown) => (isRecord(each) ? phaseTerms(each) : each)) : value,
  }),
} satisfies Record<string, Rule>;

const scheduleDetails: Rule = (value) => ({
  schedule_details: isRecord(value) && "phases" in value ? { ...value, ...schedule.phases(value["phases"]) } : value,
});

const terms: Record<string, Rule> = {
  items,
  default_payment_method: methodName("default_payment_method"),
  ...connectTerms,
  automatic_tax: withoutEffect,
  billing_mode: withoutEffect,
  cancel_at: (value) =>
    value === "min_period_end" || value === "max_period_end" ? { cancel_at_period_end: true } : { cancel_at: value },
  invoice_settings: withoutEffect,
  payment_settings: paymentSettings,
  // Renewals are always off session.
  off_session: withoutEffect,
};

/** From the newest version on the anchor of a resumption is an object. */
const anchorType: Rule = (value) => ({
  billing_cycle_anchor: isRecord(value) && "type" in value ? value["type"] : value,
});

/** Stripe shows tax rates whole. */
const whole = { include: ["default_tax_rates", "items.data.tax_rates"] };
const wholeList = { include: ["data.default_tax_rates", "data.items.data.tax_rates"] };
const wholeItem = { include: ["tax_rates"] };

const subscriptions: Resource = {
  name: "subscriptions",
  idParam: "subscription",
  gaps: [
    "Thresholds, `pause`. `automatic_tax`, `billing_mode`, `invoice_settings`, and of `payment_settings` the options and the types that are not imitated, are taken and change nothing: no tax is found by itself, and prorations are those of the flexible mode.",
    "A method that an update brings is not set up. What waits for a payment shows no items.",
  ],
  routes: [
    { method: "POST", path: "/subscriptions", operation: "subscriptions.create", params: terms, ...whole },
    {
      method: "GET",
      path: "/subscriptions",
      operation: "subscriptions.list",
      params: { plan: "price", price: "price" },
      ...wholeList,
    },
    { method: "GET", path: "/subscriptions/search", operation: "subscriptions.search", ...wholeList },
    { method: "GET", path: "/subscriptions/{id}", operation: "subscriptions.get", ...whole },
    {
      method: "POST",
      path: "/subscriptions/{id}",
      operation: "subscriptions.update",
      params: { ...terms, items: changedItems },
      ...whole,
    },
    { method: "DELETE", path: "/subscriptions/{id}", operation: "subscriptions.cancel", ...whole },
    {
      method: "POST",
      path: "/subscriptions/{id}/resume",
      operation: "subscriptions.resume",
      params: { billing_cycle_anchor: anchorType },
      ...whole,
    },
    { method: "DELETE", path: "/subscriptions/{id}/discount", operation: "subscriptions.delete_discount" },
  ],
};

const subscriptionItems: Resource = {
  name: "subscription_items",
  idParam: "subscription_item",
  gaps: ["What was used of a metered price that goes is billed, as in the flexible billing mode."],
  routes: [
    {
      method: "POST",
      path: "/subscription_items",
      operation: "subscription_items.create",
      params: { plan: "price", price: "price", off_session: withoutEffect },
      ...wholeItem,
    },
    {
      method: "GET",
      path: "/subscription_items",
      operation: "subscription_items.list",
      include: ["data.tax_rates"],
    },
    { method: "GET", path: "/subscription_items/{id}", operation: "subscription_items.get", ...wholeItem },
    {
      method: "POST",
      path: "/subscription_items/{id}",
      operation: "subscription_items.update",
      params: { plan: "price", price: "price", off_session: withoutEffect },
      ...wholeItem,
    },
    { method: "DELETE", path: "/subscription_items/{id}", operation: "subscription_items.delete" },
  ],
};

const schedules: Resource = {
  name: "subscription_schedules",
  idParam: "schedule",
  gaps: [
    "Thresholds, what a phase gives to connected accounts; a phase's tax rates are not shown; what is bought once has no period of its own.",
  ],
  routes: [
    {
      method: "POST",
      path: "/subscription_schedules",
      operation: "subscription_schedules.create",
      params: schedule,
    },
    { method: "GET", path: "/subscription_schedules", operation: "subscription_schedules.list" },
    { method: "GET", path: "/subscription_schedules/{id}", operation: "subscription_schedules.get" },
    {
      method: "POST",
      path: "/subscription_schedules/{id}",
      operation: "subscription_schedules.update",
      params: schedule,
    },
    { method: "POST", path: "/subscription_schedules/{id}/cancel", operation: "subscription_schedules.cancel" },
    { method: "POST", path: "/subscription_schedules/{id}/release", operation: "subscription_schedules.release" },
  ],
};

const previewTerms = {
  preview_mode: withoutEffect,
  schedule_details: scheduleDetails,
  subscription_details: details,
} satisfies Record<string, Rule>;

const previews: Resource = {
  name: "invoices/create_preview",
  gaps: [
    "`customer_details`, `currency` and automatic tax; of `invoice_items` those that are there already (`invoiceitem`).",
    "Of a subscription that pauses or resumes, or that would have begun before, nothing is previewed.",
  ],
  routes: [
    {
      method: "POST",
      path: "/invoices/create_preview",
      operation: "invoices.create_preview",
      params: previewTerms,
    },
    {
      method: "GET",
      path: "/invoices/upcoming",
      operation: "invoices.create_preview",
      params: previewTerms,
      until: "2025-03-31.basil",
    },
    {
      method: "GET",
      path: "/invoices/upcoming/lines",
      operation: "invoices.create_preview",
      params: { ...previewTerms, limit: withoutEffect },
      until: "2025-03-31.basil",
      projection: ({ lines }, version) => project(lines, version) as Native,
    },
  ],
};

/** What is billed again and again. */
export const subscriptionResources: readonly Resource[] = [subscriptions, subscriptionItems, schedules, previews];
