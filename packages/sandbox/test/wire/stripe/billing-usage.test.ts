import { expect, test } from "vitest";

import { frozenAt } from "../../support/sandbox.ts";
import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring([
  "Billing.Meter",
  "Billing.MeterEvent",
  "Billing.MeterEventAdjustment",
  "Billing.MeterEventSummary",
  "DeletedSubscriptionItem",
  "Event",
  "InvoiceItem",
  "Price",
]);

test("a meter counts what a customer uses, and a price is billed by it", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const meter = declared(
    "Billing.Meter",
    await stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "call",
      default_aggregation: { formula: "sum" },
      customer_mapping: { event_payload_key: "who", type: "by_id" },
      value_settings: { event_payload_key: "calls" },
    }),
  );
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2,
    product_data: { name: "Calls" },
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
  });
  expect(declared("Price", price).recurring).toMatchObject({ usage_type: "metered", meter: meter.id });
  const count = (identifier: string, calls: string) =>
    stripe.billing.meterEvents.create({ event_name: "call", payload: { who: customer, calls }, identifier });
  declared("Billing.MeterEvent", await count("a", "7"));
  await count("b", "5");
  const cancel = { event_name: "call", type: "cancel", cancel: { identifier: "b" } } as const;
  declared("Billing.MeterEventAdjustment", await stripe.billing.meterEventAdjustments.create(cancel));
  expect(await failureOf(count("a", "7"))).toMatchObject({ statusCode: 400, param: "identifier" });
  const start = frozenAt - (frozenAt % 3600);
  const { data } = await stripe.billing.meters.listEventSummaries(meter.id, {
    customer,
    start_time: start,
    end_time: start + 3600,
  });
  expect(declared("Billing.MeterEventSummary", data[0] ?? {})).toMatchObject({ aggregated_value: 7, meter: meter.id });
  await stripe.billing.meters.update(meter.id, { display_name: "API calls" });
  expect(declared("Billing.Meter", await stripe.billing.meters.deactivate(meter.id)).status).toBe("inactive");
  declared("Billing.Meter", await stripe.billing.meters.reactivate(meter.id));
  const events = await stripe.events.list({ type: "billing.meter.*" });
  for (const event of events.data) declared("Event", event);
  expect(events.data.map(({ type }) => type).toReversed()).toEqual([
    "billing.meter.created",
    "billing.meter.updated",
    "billing.meter.deactivated",
    "billing.meter.reactivated",
  ]);
});

test("what was used of an item that goes is an item of the next invoice, unless it is cleared", async () => {
  const { sandbox, stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "call",
    default_aggregation: { formula: "sum" },
  });
  const priceOf = async (unit_amount: number, counted: object) => {
    const product_data = { name: `Plan ${unit_amount}` };
    const recurring = { interval: "month", ...counted } as const;
    return (await stripe.prices.create({ currency: "usd", unit_amount, product_data, recurring })).id;
  };
  const byMeter = { usage_type: "metered", meter: meter.id };
  const plan = await priceOf(1000, {});
  const [cheap, dear] = [await priceOf(2, byMeter), await priceOf(3, byMeter)];
  const use = (value: string) =>
    stripe.billing.meterEvents.create({ event_name: "call", payload: { stripe_customer_id: customer, value } });
  const { id, items } = await stripe.subscriptions.create({ customer, items: [{ price: plan }, { price: cheap }] });
  const [agreed, metered] = items.data.map((item) => item.id);
  await use("10");
  await sandbox.clock.advance(3600);
  await stripe.subscriptions.update(id, { items: [{ id: metered!, price: dear, clear_usage: true }] });
  const waiting = await stripe.invoiceItems.list({ customer, pending: true });
  expect(waiting.data.map((item) => declared("InvoiceItem", item))).toMatchObject([
    { amount: 20, proration: false, quantity: 10, period: { start: frozenAt, end: frozenAt + 3600 } },
  ]);
  await use("7");
  await sandbox.clock.advance(3600);
  const end = { subscription_details: { items: [{ id: metered!, deleted: true, clear_usage: true }] } };
  expect((await stripe.invoices.createPreview({ subscription: id, ...end })).total).toBe(1000 + 20 + 21);
  const refused = await failureOf(stripe.subscriptionItems.del(agreed!, { clear_usage: true }));
  expect(refused).toMatchObject({ statusCode: 400, param: "clear_usage" });
  declared("DeletedSubscriptionItem", await stripe.subscriptionItems.del(metered!, { clear_usage: true }));
  expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(1000 + 20);
});
