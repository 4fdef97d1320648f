import type { Stripe } from "stripe";
import { describe, expect, test, vi } from "vitest";

import { frozenAt } from "../../support/sandbox.ts";
import { clientOf, failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring([
  "DeletedSubscriptionItem",
  "Event",
  "Invoice",
  "InvoiceLineItem",
  "Subscription",
  "SubscriptionItem",
  "SubscriptionSchedule",
]);

const daySeconds = 24 * 3600;

const planOf = async (stripe: Stripe, amount: number): Promise<string> => {
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: amount,
    product_data: { name: `Plan ${amount}` },
    recurring: { interval: "month" },
  });
  return price.id;
};

/** Begins a trial, and ends it while there is nothing to pay by. */
async function endTrialWithoutCard(stripe: Stripe, missing: "cancel" | "pause"): Promise<Stripe.Subscription> {
  const { id: customer } = await stripe.customers.create({});
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: await planOf(stripe, 2000) }],
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: missing } },
  });
  return stripe.subscriptions.update(id, { trial_end: "now" });
}

describe("the official client runs a subscription's life:", () => {
  test("begun in the past", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const start = frozenAt - 40 * daySeconds;
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 3100) }],
      backdate_start_date: start,
      expand: ["latest_invoice"],
    });
    expect(declared("Subscription", subscription)).toMatchObject({ status: "active", start_date: start });
    const { lines, total } = declared("Invoice", subscription.latest_invoice as Stripe.Invoice);
    // The nine days before 15 December, the month up to now, and the next one.
    expect(lines.data.map(({ amount }) => amount)).toEqual([930, 3100, 3100]);
    expect(total).toBe(7130);
  });

  test("begun at a day of the month", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
      billing_cycle_anchor_config: { day_of_month: 31, hour: 0, minute: 0, second: 0 },
    });
    expect(declared("Subscription", subscription)).toMatchObject({
      billing_cycle_anchor: Date.UTC(2027, 0, 31) / 1000,
      billing_cycle_anchor_config: { day_of_month: 31, hour: 0, minute: 0, month: null, second: 0 },
    });
  });

  test("created, read, changed, and canceled", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await planOf(stripe, 2000);
    const subscription = declared(
      "Subscription",
      await stripe.subscriptions.create({
        customer,
        items: [{ price, quantity: 2 }],
        metadata: { team: "tea" },
        expand: ["latest_invoice.payments", "latest_invoice.confirmation_secret", "items.data.price.product"],
      }),
    );
    expect(subscription).toMatchObject({
      status: "active",
      items: { data: [{ quantity: 2, price: { id: price, product: { name: "Plan 2000" } }, plan: { amount: 2000 } }] },
      latest_invoice: {
        status: "paid",
        billing_reason: "subscription_create",
        parent: { type: "subscription_details", subscription_details: { subscription: subscription.id } },
        payments: { data: [{ status: "paid" }] },
      },
    });
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    declared("Invoice", invoice);
    for (const line of invoice.lines.data) declared("InvoiceLineItem", line);
    expect(invoice.lines.data[0]?.parent).toMatchObject({ type: "subscription_item_details" });
    const listed = await stripe.subscriptions.list({ customer, status: "active" });
    expect(listed.data.map(({ id }) => id)).toEqual([subscription.id]);
    expect(listed.url).toBe("/v1/subscriptions");
    const noted = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(declared("Subscription", noted)).toMatchObject({ cancel_at_period_end: true });
    const kept = await stripe.subscriptions.update(subscription.id, {
      cancel_at_period_end: false,
      pause_collection: { behavior: "void" },
    });
    expect(declared("Subscription", kept).pause_collection).toMatchObject({ behavior: "void" });
    const unpaused = await stripe.subscriptions.update(subscription.id, { pause_collection: "" });
    expect(unpaused.pause_collection).toBeNull();
    const over = await stripe.subscriptions.cancel(subscription.id, { cancellation_details: { comment: "Too much" } });
    expect(declared("Subscription", over)).toMatchObject({ status: "canceled", ended_at: frozenAt });
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
    const again = await failureOf(stripe.subscriptions.cancel(subscription.id));
    expect(again).toMatchObject({ statusCode: 400, param: "subscription" });
  });

  test("items are added, changed and taken away", async () => {
    const { stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 1000) }],
    });
    const added = await stripe.subscriptionItems.create({
      subscription: subscription.id,
      price: await planOf(stripe, 500),
    });
    expect(declared("SubscriptionItem", added)).toMatchObject({ quantity: 1, plan: { amount: 500 } });
    const more = await stripe.subscriptionItems.update(added.id, { quantity: 3 });
    expect(declared("SubscriptionItem", more).quantity).toBe(3);
    expect((await stripe.subscriptionItems.list({ subscription: subscription.id })).data).toHaveLength(2);
    declared("SubscriptionItem", await stripe.subscriptionItems.retrieve(added.id));
    declared("DeletedSubscriptionItem", await stripe.subscriptionItems.del(added.id));
  });

  test("twelve renewals by the clock, each with an invoice that is paid", { timeout: 120_000 }, async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await planOf(stripe, 2000);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    await sandbox.clock.advance(366 * daySeconds);
    const invoices = await stripe.invoices.list({ subscription: id, limit: 100 });
    for (const invoice of invoices.data) declared("Invoice", invoice);
    expect(invoices.data.map(({ status, total, billing_reason: reason }) => [status, total, reason])).toEqual([
      ...Array.from({ length: 12 }, () => ["paid", 2000, "subscription_cycle"]),
      ["paid", 2000, "subscription_create"],
    ]);
  });

  test("an upgrade in mid-period is prorated, as its preview says", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const small = await planOf(stripe, 1000);
    const large = await planOf(stripe, 4000);
    const subscription = await stripe.subscriptions.create({ customer, items: [{ price: small }] });
    const [item] = subscription.items.data;
    const start = item?.current_period_start ?? 0;
    const end = item?.current_period_end ?? 0;
    await sandbox.clock.advance(Math.floor((end - start) / 2));
    const change = [{ id: item?.id ?? "", price: large }];
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items: change, proration_behavior: "always_invoice" },
    });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-500, 2000]);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: change,
      proration_behavior: "always_invoice",
      expand: ["latest_invoice"],
    });
    expect(declared("Subscription", changed)).toMatchObject({
      latest_invoice: { total: 1500, status: "paid", billing_reason: "subscription_update" },
    });
  });

  test("a trial: announced, then charged", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await planOf(stripe, 2000);
    const trial = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      trial_period_days: 14,
      expand: ["pending_setup_intent"],
    });
    expect(declared("Subscription", trial)).toMatchObject({
      status: "trialing",
      trial_end: frozenAt + 14 * daySeconds,
    });
    await sandbox.clock.advance(15 * daySeconds);
    expect((await stripe.subscriptions.retrieve(trial.id)).status).toBe("active");
    const { data: events } = await stripe.events.list({ type: "customer.subscription.trial_will_end" });
    expect(declared("Event", events[0] ?? {})).toMatchObject({ created: frozenAt + 11 * daySeconds });
    const [charged] = (await stripe.invoices.list({ subscription: trial.id })).data;
    expect(charged).toMatchObject({ total: 2000, status: "paid" });
    const now = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      trial_end: frozenAt + 30 * daySeconds,
    });
    const ended = await stripe.subscriptions.update(now.id, { trial_end: "now" });
    expect(declared("Subscription", ended).status).toBe("active");
  });

  test("a trial without a card asks for one, and keeps what is set up", async () => {
    const { sandbox, stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({});
    const trial = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
      trial_period_days: 14,
      payment_behavior: "default_incomplete",
      payment_settings: { save_default_payment_method: "on_subscription" },
      expand: ["latest_invoice.confirmation_secret", "pending_setup_intent"],
    });
    const setup = trial.pending_setup_intent as Stripe.SetupIntent;
    expect(declared("Subscription", trial)).toMatchObject({ status: "trialing", default_payment_method: null });
    expect(setup).toMatchObject({ status: "requires_payment_method", customer, usage: "off_session" });
    expect(trial.latest_invoice).toMatchObject({ status: "paid", amount_due: 0 });
    const { data: begun } = await stripe.events.list({ type: "customer.subscription.created" });
    expect(begun[0]?.data.object).toMatchObject({ pending_setup_intent: setup.id });
    const payer = clientOf({ url: sandbox.url, apiKey: sandbox.publishableKey });
    const confirmed = await payer.setupIntents.confirm(setup.id, {
      client_secret: setup.client_secret ?? "",
      payment_method: "pm_card_visa",
    } as Stripe.SetupIntentConfirmParams);
    expect(confirmed.status).toBe("succeeded");
    await vi.waitFor(async () =>
      expect((await stripe.subscriptions.retrieve(trial.id)).pending_setup_intent).toBeNull(),
    );
    const { data: changed } = await stripe.events.list({ type: "customer.subscription.updated" });
    expect(changed).toHaveLength(1);
    expect(changed[0]?.data).toMatchObject({
      object: { status: "trialing", default_payment_method: confirmed.payment_method, pending_setup_intent: null },
      previous_attributes: { default_payment_method: null, pending_setup_intent: setup.id },
    });
    await sandbox.clock.advance(15 * daySeconds);
    const [charged] = (await stripe.invoices.list({ subscription: trial.id })).data;
    expect(charged).toMatchObject({ billing_reason: "subscription_cycle", status: "paid", amount_paid: 2000 });
  });

  test("where nothing is to be paid yet, a known card is set up at once, unless the caller confirms it himself", async () => {
    const { stripe } = await startStripe();
    const begin = async (card: string, terms: Partial<Stripe.SubscriptionCreateParams>) => {
      const customer = await payerOf(stripe, card);
      const items = [{ price: await planOf(stripe, 2000) }];
      const expand = ["pending_setup_intent"];
      const begun = await stripe.subscriptions.create({ customer, items, expand, ...terms });
      return begun.pending_setup_intent as Stripe.SetupIntent | null;
    };
    const trial = { trial_period_days: 7 };
    expect(await begin("pm_card_visa", trial)).toBeNull();
    expect((await stripe.setupIntents.list()).data).toMatchObject([{ status: "succeeded" }]);
    const confirmed = { payment_behavior: "default_incomplete" } as const;
    const own = await begin("pm_card_visa", { ...trial, ...confirmed });
    expect(own?.status).toBe("requires_confirmation");
    expect(own?.payment_method).not.toBeNull();
    expect(await begin("pm_card_authenticationRequired", trial)).toMatchObject({ status: "requires_action" });
    const { id: coupon } = await stripe.coupons.create({ percent_off: 100, duration: "once" });
    expect(await begin("pm_card_visa", { ...confirmed, discounts: [{ coupon }] })).not.toBeNull();
    expect(await begin("pm_card_visa", confirmed)).toBeNull();
    const { id: product } = await stripe.products.create({ name: "Setup" });
    const added = [{ price_data: { currency: "usd", product, unit_amount: 900 } }];
    expect(await begin("pm_card_visa", { ...trial, add_invoice_items: added })).toBeNull();
    expect(await begin("pm_card_visa", { ...trial, collection_method: "send_invoice", days_until_due: 7 })).toBeNull();
  });

  test("what is set up is only the subscription's own where it is to keep it", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({});
    const items = [{ price: await planOf(stripe, 2000) }];
    const trial = await stripe.subscriptions.create({ customer, items, trial_period_days: 14 });
    const setup = trial.pending_setup_intent as string;
    const refused = await failureOf(stripe.setupIntents.confirm(setup, { payment_method: "pm_card_chargeDeclined" }));
    expect(refused).toMatchObject({ statusCode: 402 });
    expect((await stripe.subscriptions.retrieve(trial.id)).pending_setup_intent).toBe(setup);
    await stripe.setupIntents.confirm(setup, { payment_method: "pm_card_visa" });
    await vi.waitFor(async () =>
      expect(await stripe.subscriptions.retrieve(trial.id)).toMatchObject({
        pending_setup_intent: null,
        default_payment_method: null,
      }),
    );
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
  });

  test("a trial with an anchor after it: free, then a part of a period, then whole ones", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const anchor = frozenAt + 16 * daySeconds;
    const terms = { customer, items: [{ price: await planOf(stripe, 3100) }], billing_cycle_anchor: anchor };
    const refused = await failureOf(stripe.subscriptions.create({ ...terms, trial_end: anchor + 1 }));
    expect(refused).toMatchObject({ statusCode: 400, param: "billing_cycle_anchor" });
    const trial = await stripe.subscriptions.create({ ...terms, trial_period_days: 8 });
    expect(declared("Subscription", trial)).toMatchObject({ status: "trialing", billing_cycle_anchor: anchor });
    await sandbox.clock.advance(17 * daySeconds);
    const { data } = await stripe.invoices.list({ subscription: trial.id });
    expect(data.map(({ total }) => total)).toEqual([3100, 800, 0]);
  });

  test.each([
    ["pause", "paused"],
    ["cancel", "canceled"],
  ] as const)("a trial that is ended without a card: %s", async (behavior, status) => {
    const { stripe } = await startStripe();
    const ended = await endTrialWithoutCard(stripe, behavior);
    expect(declared("Subscription", ended)).toMatchObject({ status, trial_end: frozenAt });
    expect((await stripe.invoices.list({ subscription: ended.id })).data).toHaveLength(1);
  });

  test.each([undefined, { type: "now" as const }])(
    "a pause that ends when its invoice is paid, from %o",
    async (anchor) => {
      const { stripe } = await startStripe();
      const { id } = await endTrialWithoutCard(stripe, "pause");
      const waiting = await stripe.subscriptions.resume(id, {
        ...(anchor && { billing_cycle_anchor: anchor }),
        expand: ["latest_invoice"],
      });
      expect(declared("Subscription", waiting)).toMatchObject({
        status: "paused",
        latest_invoice: { status: "open", total: 2000, attempt_count: 0 },
      });
      const again = await failureOf(stripe.subscriptions.resume(id));
      expect(again).toMatchObject({ statusCode: 400, param: "subscription" });
      await stripe.invoices.pay((waiting.latest_invoice as Stripe.Invoice).id, { payment_method: "pm_card_visa" });
      const resumed = declared("Subscription", await stripe.subscriptions.retrieve(id));
      expect(resumed).toMatchObject({ status: "active", billing_cycle_anchor: frozenAt });
      const { data: events } = await stripe.events.list({ type: "customer.subscription.resumed" });
      expect(declared("Event", events[0] ?? {})).toMatchObject({ data: { object: { id, status: "active" } } });
    },
  );

  test("the first payment is left to the payer's page, by the secret of the invoice", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({});
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
      payment_behavior: "default_incomplete",
      expand: ["latest_invoice.confirmation_secret", "latest_invoice.payments"],
    });
    expect(declared("Subscription", subscription).status).toBe("incomplete");
    const invoice = declared("Invoice", subscription.latest_invoice as Stripe.Invoice);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string;
    expect(invoice.confirmation_secret?.client_secret.split("_secret_")[0]).toBe(intent);
    await stripe.paymentIntents.confirm(intent, { payment_method: "pm_card_visa" });
    await expect
      .poll(async () => (await stripe.subscriptions.retrieve(subscription.id)).status, { timeout: 10_000 })
      .toBe("active");
  });

  test("a card that fails at renewal is tried again on the days of the schedule, to the end", async () => {
    const { sandbox, stripe } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await planOf(stripe, 2000);
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad.id } });
    await sandbox.clock.advance(32 * daySeconds);
    const due = await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
    expect(declared("Subscription", due)).toMatchObject({
      status: "past_due",
      latest_invoice: { status: "open", attempted: true, attempt_count: 1 },
    });
    await sandbox.clock.advance(20 * daySeconds);
    const over = declared("Subscription", await stripe.subscriptions.retrieve(id));
    expect(over).toMatchObject({ status: "canceled", cancellation_details: { reason: "payment_failed" } });
    const { data: events } = await stripe.events.list({ limit: 100 });
    for (const event of events) declared("Event", event);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === "invoice.payment_failed")).toHaveLength(4);
    expect(types).toContain("customer.subscription.deleted");
  });

  test("moved from phase to phase by a schedule", async () => {
    const { stripe, sandbox } = await startStripe();
    const customer = await payerOf(stripe);
    const [small, large] = [await planOf(stripe, 1000), await planOf(stripe, 3000)];
    const created = await stripe.subscriptionSchedules.create({
      customer,
      start_date: "now",
      end_behavior: "release",
      phases: [
        { items: [{ price: small }], end_date: frozenAt + 31 * daySeconds },
        { items: [{ price: large, quantity: 2 }], end_date: frozenAt + 59 * daySeconds },
      ],
    });
    const schedule = declared("SubscriptionSchedule", created);
    expect(schedule).toMatchObject({ status: "active", phases: [{ items: [{ price: small }] }, { items: [{}] }] });
    await sandbox.clock.advance(32 * daySeconds);
    const subscription = await stripe.subscriptions.retrieve(schedule.subscription as string);
    expect(subscription.items.data).toMatchObject([{ price: { id: large }, quantity: 2 }]);
    const released = await stripe.subscriptionSchedules.release(schedule.id);
    expect(declared("SubscriptionSchedule", released)).toMatchObject({ status: "released", subscription: null });
    const types = (await stripe.events.list({ type: "subscription_schedule.*", limit: 100 })).data.map(
      ({ type }) => type,
    );
    expect(types).toContain("subscription_schedule.released");
  });

  test("downgraded behind the period that is paid, as Stripe's guide has it", async () => {
    const { stripe, sandbox } = await startStripe({ frozenAt });
    const customer = await payerOf(stripe);
    const [small, large] = [await planOf(stripe, 1000), await planOf(stripe, 3000)];
    const { id } = await stripe.subscriptions.create({ customer, items: [{ price: large }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    const [running] = schedule.phases;
    const current = {
      items: [{ price: large, quantity: 1 }],
      start_date: running!.start_date,
      end_date: running!.end_date,
    };
    const next = {
      items: [{ price: small, quantity: 1 }],
      duration: { interval: "month" as const, interval_count: 2 },
    };
    const planned = await stripe.subscriptionSchedules.update(schedule.id, { phases: [current, next] });
    expect(declared("SubscriptionSchedule", planned).phases).toMatchObject([
      { start_date: frozenAt, end_date: running!.end_date },
      { start_date: running!.end_date, end_date: Date.UTC(2027, 3, 15, 8) / 1000 },
    ]);
    const refused = async (phase: Stripe.SubscriptionScheduleUpdateParams.Phase) =>
      (await failureOf(stripe.subscriptionSchedules.update(schedule.id, { phases: [current, phase] }))).param;
    expect(await refused({ ...next, start_date: frozenAt })).toBe("phases[1][start_date]");
    expect(await refused({ ...next, end_date: frozenAt + 90 * daySeconds })).toBe("phases[1][duration]");
    await sandbox.clock.advance(32 * daySeconds);
    const { data: invoices } = await stripe.invoices.list({ subscription: id });
    expect(invoices.map(({ total }) => total)).toEqual([1000, 3000]);
  });

  test("by a schedule whose phases have terms of their own", async () => {
    const { stripe, sandbox } = await startStripe();
    const customer = await payerOf(stripe);
    const price = await planOf(stripe, 2000);
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const { id: rate } = await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 20 });
    const created = await stripe.subscriptionSchedules.create({
      customer,
      start_date: "now",
      default_settings: { collection_method: "send_invoice", invoice_settings: { days_until_due: 5 } },
      phases: [
        {
          items: [{ price, discounts: [{ coupon }], tax_rates: [rate], metadata: { a: "b" } }],
          collection_method: "charge_automatically",
          end_date: frozenAt + 31 * daySeconds,
          metadata: { stage: "one" },
        },
        {
          items: [{ price }],
          end_date: frozenAt + 59 * daySeconds,
          discounts: [{ coupon }],
          default_tax_rates: [rate],
        },
      ],
    });
    const schedule = declared("SubscriptionSchedule", created);
    expect(schedule).toMatchObject({
      default_settings: { collection_method: "send_invoice", invoice_settings: { days_until_due: 5 } },
      phases: [
        { items: [{ discounts: [{ coupon }], metadata: { a: "b" } }], metadata: { stage: "one" } },
        { discounts: [{ coupon, discount: null }], invoice_settings: null },
      ],
    });
    const shown = () => stripe.subscriptions.retrieve(schedule.subscription as string);
    expect(await shown()).toMatchObject({ collection_method: "charge_automatically", metadata: { stage: "one" } });
    await sandbox.clock.advance(32 * daySeconds);
    expect(await shown()).toMatchObject({
      collection_method: "send_invoice",
      days_until_due: 5,
      default_tax_rates: [{ id: rate }],
      items: { data: [{ discounts: [], tax_rates: [] }] },
    });
    await sandbox.clock.advance(21 * daySeconds);
    const { data: events } = await stripe.events.list({ type: "subscription_schedule.expiring" });
    expect(events.map((event) => declared("Event", event).data.object)).toMatchObject([{ id: schedule.id }]);
    const days = { invoice_settings: { days_until_due: 7 } };
    await stripe.subscriptionSchedules.update(schedule.id, { default_settings: days });
    expect(await shown()).toMatchObject({ days_until_due: 7 });
  });
});

test("the method that the first invoice is paid with becomes the subscription's", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id: customer } = await stripe.customers.create({ name: "Ann" });
  const price = await planOf(stripe, 2000);
  const subscription = declared(
    "Subscription",
    await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      payment_behavior: "default_incomplete",
      payment_settings: { save_default_payment_method: "on_subscription" },
      expand: ["latest_invoice.confirmation_secret"],
    }),
  );
  expect(subscription.payment_settings?.save_default_payment_method).toBe("on_subscription");
  const { confirmation_secret: secret } = subscription.latest_invoice as Stripe.Invoice;
  const [intent = ""] = secret?.client_secret.split("_secret_") ?? [];
  const paid = await stripe.paymentIntents.confirm(intent, { payment_method: "pm_card_visa", return_url: sandbox.url });
  await sandbox.clock.advance(0);
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: "active",
    default_payment_method: paid.payment_method,
  });
  const refused = stripe.subscriptions.update(subscription.id, {
    payment_settings: { save_default_payment_method: "never" },
  });
  expect(await failureOf(refused)).toMatchObject({ param: "payment_settings[save_default_payment_method]" });
});

test("the official client previews what is only tried", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await planOf(stripe, 2000);
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const tried = await stripe.invoices.createPreview({
    subscription: id,
    discounts: [{ coupon }],
    invoice_items: [{ amount: 500, currency: "usd" }],
  });
  expect(declared("Invoice", tried)).toMatchObject({ status: "draft", subtotal: 2500, total: 1250 });
  const ended = await stripe.invoices.createPreview({ subscription: id, subscription_details: { cancel_now: true } });
  expect(ended.total).toBe(-2000);
  const phases = [{ items: [{ price, quantity: 3 }], discounts: [{ coupon }] }];
  const planned = await stripe.invoices.createPreview({ customer, schedule_details: { phases } });
  expect(declared("Invoice", planned)).toMatchObject({ status: "draft", total: 3000 });
  expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(0);
});

describe("an invoice of a subscription", () => {
  test("says whose it is, and keeps it as it was when it was finalised", async () => {
    const { stripe } = await startStripe();
    const { id: customer } = await stripe.customers.create({
      email: "ann@example.test",
      name: "Ann",
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
    });
    const { id } = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
      metadata: { user: "7" },
    });
    await stripe.customers.update(customer, { email: "new@example.test" });
    await stripe.subscriptions.update(id, { metadata: { user: "8" } });
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(declared("Invoice", invoice!)).toMatchObject({
      customer_email: "ann@example.test",
      customer_name: "Ann",
      customer_phone: null,
      parent: { subscription_details: { subscription: id, metadata: { user: "7" } } },
      lines: { data: [{ metadata: { user: "7" } }] },
    });
    const { data: told } = await stripe.events.list({ type: "invoice.paid" });
    expect(told[0]?.data.object).toMatchObject({ customer_email: "ann@example.test", parent: invoice!.parent });
  });

  test("looks back one period, while its line is of the next", async () => {
    const { sandbox, stripe } = await startStripe({ frozenAt });
    const customer = await payerOf(stripe);
    const { id, items } = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
    });
    const end = items.data[0]!.current_period_end;
    await sandbox.clock.advance(end - frozenAt);
    const [renewal, first] = (await stripe.invoices.list({ subscription: id })).data;
    expect(first).toMatchObject({ period_start: frozenAt, period_end: frozenAt });
    expect(renewal).toMatchObject({ period_start: frozenAt, period_end: end });
    expect(renewal!.lines.data[0]!.period.start).toBe(end);
  });

  test("has what waited for it before its own period, and behind that what was added to the draft", async () => {
    const { sandbox, stripe } = await startStripe({ frozenAt });
    const customer = await payerOf(stripe);
    const { id, items } = await stripe.subscriptions.create({
      customer,
      items: [{ price: await planOf(stripe, 2000) }],
    });
    await stripe.invoiceItems.create({ customer, amount: 300, currency: "usd" });
    await sandbox.clock.advance(items.data[0]!.current_period_end - frozenAt + 60);
    const [draft] = (await stripe.invoices.list({ subscription: id })).data;
    await stripe.invoiceItems.create({ customer, invoice: draft!.id, amount: 400, currency: "usd" });
    const { lines } = await stripe.invoices.retrieve(draft!.id);
    expect(lines.data.map(({ amount }) => amount)).toEqual([300, 2000, 400]);
  });
});

test("what is wrong with an item's price is told of by the name that was sent, and not as a plan", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: await planOf(stripe, 2000) }] });
  const lost = await failureOf(stripe.subscriptionItems.create({ subscription: id, price: "price_none" }));
  expect(lost).toMatchObject({ code: "resource_missing", param: "price" });
});

test("subscriptions are searched by their status, metadata and instants", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const price = await stripe.prices.create({
    product_data: { name: "Tea" },
    currency: "usd",
    unit_amount: 500,
    recurring: { interval: "month" },
  });
  const items = [{ price: price.id }];
  const gold = await stripe.subscriptions.create({ customer, items, metadata: { plan: "gold" } });
  const ended = await stripe.subscriptions.create({ customer, items, metadata: { plan: "gold" } });
  await stripe.subscriptions.cancel(ended.id);
  const found = await stripe.subscriptions.search({ query: "status:'active' AND metadata['plan']:'gold'" });
  expect(found).toMatchObject({ object: "search_result", url: "/v1/subscriptions/search", has_more: false });
  expect(found.data.map((each) => declared("Subscription", each))).toMatchObject([
    {
      id: gold.id,
      items: { data: [{ price: { id: price.id } }] },
    },
  ]);
  const gone = await stripe.subscriptions.search({ query: "canceled_at>0", expand: ["data.customer"] });
  expect(gone.data).toMatchObject([{ id: ended.id, customer: { id: customer } }]);
  const refusal = await failureOf(stripe.subscriptions.search({ query: "items:'x'" }));
  expect(refusal).toMatchObject({ statusCode: 400, param: "query" });
});

test("what comes next for a customer is what his subscription that is billed first comes to", async () => {
  const { stripe } = await startStripe();
  const customer = await payerOf(stripe);
  const none = await failureOf(stripe.invoices.createPreview({ customer }));
  expect(none).toMatchObject({ statusCode: 400, param: "subscription" });
  const { id: product } = await stripe.products.create({ name: "Tea" });
  const subscribe = async (interval: "month" | "week", unit_amount: number) => {
    const { id } = await stripe.prices.create({ product, currency: "usd", unit_amount, recurring: { interval } });
    return stripe.subscriptions.create({ customer, items: [{ price: id }] });
  };
  await subscribe("month", 500);
  const weekly = await subscribe("week", 700);
  await stripe.invoiceItems.create({ customer, amount: 30, currency: "usd" });
  expect((await stripe.invoices.createPreview({ customer })).total).toBe(730);
  // It renews no more.
  await stripe.subscriptions.update(weekly.id, { cancel_at_period_end: true });
  expect((await stripe.invoices.createPreview({ customer })).total).toBe(530);
});
