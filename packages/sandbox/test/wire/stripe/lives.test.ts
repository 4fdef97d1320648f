import type { Stripe } from "stripe";
import { describe, expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring } from "./declared.ts";
import { readDeclaredTypes } from "./declared-types.ts";

const declared = declaring([
  "Account",
  "ApplicationFee",
  "AccountLink",
  "Balance",
  "BalanceTransaction",
  "BankAccount",
  "Capability",
  "Card",
  "CashBalance",
  "CustomerCashBalanceTransaction",
  "Charge",
  "Checkout.Session",
  "Coupon",
  "Customer",
  "DeletedAccount",
  "DeletedBankAccount",
  "DeletedCoupon",
  "DeletedCustomer",
  "DeletedProduct",
  "DeletedWebhookEndpoint",
  "Dispute",
  "Event",
  "FeeRefund",
  "LineItem",
  "LoginLink",
  "PaymentIntent",
  "PaymentLink",
  "PaymentMethod",
  "Payout",
  "Price",
  "Product",
  "PromotionCode",
  "Refund",
  "SetupIntent",
  "Source",
  "Token",
  "Topup",
  "Transfer",
  "TransferReversal",
  "WebhookEndpoint",
]);

test("the check finds what is missing, too much and of another type", () => {
  const check = readDeclaredTypes(["DeletedCustomer"]);
  const faults = check("DeletedCustomer", { object: "customer", deleted: "yes", extra: 1 });
  expect(faults.toSorted()).toEqual([
    "DeletedCustomer.deleted is not true",
    "DeletedCustomer.extra is not declared",
    "DeletedCustomer.id is missing",
  ]);
  expect(() => check("NoSuchThing", {})).toThrow("declares no NoSuchThing");
});

describe("every object is as the official client declares it, through the life of", () => {
  test("a customer with a card", async () => {
    const { stripe } = await startStripe();
    const customer = declared(
      "Customer",
      await stripe.customers.create({
        email: "ann@example.test",
        name: "Ann",
        metadata: { plan: "gold" },
        shipping: { name: "Ann", address: { line1: "1 Main St", city: "Springfield" } },
      }),
    );
    const method = declared(
      "PaymentMethod",
      await stripe.paymentMethods.create({
        type: "card",
        card: { number: "4242424242424242", exp_month: 12, exp_year: 2034, cvc: "123" },
        billing_details: { name: "Ann", address: { country: "US", postal_code: "12345" } },
      }),
    );
    const attached = await stripe.paymentMethods.attach(method.id, { customer: customer.id });
    expect(declared("PaymentMethod", attached).customer).toBe(customer.id);
    const updated = await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: method.id },
      name: "",
      metadata: { plan: "", seats: 3 },
    });
    expect(declared("Customer", updated)).toMatchObject({
      name: null,
      metadata: { seats: "3" },
      invoice_settings: { default_payment_method: method.id },
    });
    const methods = await stripe.customers.listPaymentMethods(customer.id, { type: "card" });
    expect(methods.data.map(({ id }) => id)).toEqual([method.id]);
    expect(methods.url).toBe(`/v1/customers/${customer.id}/payment_methods`);
    const expiry = await stripe.paymentMethods.update(method.id, { card: { exp_year: 2035 } });
    expect(declared("PaymentMethod", expiry).card?.exp_year).toBe(2035);
    expect(declared("PaymentMethod", await stripe.paymentMethods.detach(method.id)).customer).toBeNull();
    declared("DeletedCustomer", await stripe.customers.del(customer.id));
    const gone = await stripe.customers.retrieve(customer.id);
    expect(gone).toMatchObject({ id: customer.id, deleted: true });
  });

  test("a payment: created, updated, confirmed, charged, refunded", async () => {
    const { stripe } = await startStripe();
    const intent = declared(
      "PaymentIntent",
      await stripe.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      }),
    );
    expect(intent).toMatchObject({
      automatic_payment_methods: { allow_redirects: "never", enabled: true },
      status: "requires_payment_method",
    });
    const other = { amount: 2000, currency: "usd", automatic_payment_methods: { enabled: true } };
    expect((await stripe.paymentIntents.create(other)).automatic_payment_methods?.allow_redirects).toBe("always");
    const updated = await stripe.paymentIntents.update(intent.id, { amount: 2500, description: "Two books" });
    expect(declared("PaymentIntent", updated)).toMatchObject({ amount: 2500, description: "Two books" });
    const unset = await stripe.paymentIntents.update(intent.id, { description: "" });
    expect(unset.description).toBeNull();
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: "pm_card_visa",
      expand: ["latest_charge.balance_transaction", "payment_method"],
    });
    const charge = declared("PaymentIntent", paid).latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({ amount: 2500, status: "succeeded", payment_intent: intent.id });
    expect(charge.balance_transaction).toMatchObject({ object: "balance_transaction", amount: 2500 });
    const part = declared("Refund", await stripe.refunds.create({ payment_intent: intent.id, amount: 500 }));
    declared("Refund", await stripe.refunds.create({ charge: charge.id, reason: "requested_by_customer" }));
    const seen = await stripe.charges.retrieve(charge.id, { expand: ["refunds"] });
    expect(declared("Charge", seen)).toMatchObject({ refunded: true, amount_refunded: 2500 });
    expect(seen.refunds).toMatchObject({ object: "list", url: "/v1/refunds" });
    expect(seen.refunds?.data).toHaveLength(2);
    const noted = await stripe.refunds.update(part.id, { metadata: { why: "damaged" } });
    expect(declared("Refund", noted).metadata).toEqual({ why: "damaged" });
    const failure = await failureOf(stripe.refunds.create({ charge: charge.id }));
    expect(failure).toMatchObject({ statusCode: 400, code: "charge_already_refunded" });
  });

  test("a payment that is held and captured in part, and one that is canceled", async () => {
    const { stripe } = await startStripe();
    const held = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      capture_method: "manual",
      confirm: true,
      payment_method: "pm_card_visa",
    });
    expect(declared("PaymentIntent", held)).toMatchObject({ status: "requires_capture", amount_capturable: 2000 });
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 700 });
    expect(declared("PaymentIntent", captured)).toMatchObject({ status: "succeeded", amount_received: 700 });
    const given = await stripe.paymentIntents.create({ amount: 500, currency: "usd" });
    const canceled = await stripe.paymentIntents.cancel(given.id, { cancellation_reason: "abandoned" });
    expect(declared("PaymentIntent", canceled)).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
    const again = await failureOf(stripe.paymentIntents.cancel(given.id));
    expect(again).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
    expect(again.payment_intent).toMatchObject({ id: given.id, status: "canceled", application: null });
  });

  test("payments by bank debit, and with an authentication", async () => {
    const { stripe } = await startStripe();
    const debit = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      allowed_payment_method_types: ["us_bank_account"],
      payment_method: "pm_usBankAccount_success",
      confirm: true,
      expand: ["latest_charge", "payment_method"],
    });
    expect(declared("PaymentIntent", debit).status).toBe("processing");
    const sepa = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "eur",
      allowed_payment_method_types: ["sepa_debit"],
      payment_method: "pm_sepaDebit_success",
      confirm: true,
      expand: ["latest_charge", "payment_method"],
    });
    expect(declared("PaymentIntent", sepa).status).toBe("processing");
    const challenged = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      return_url: "http://localhost:3000/done",
    });
    expect(declared("PaymentIntent", challenged)).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url: "http://localhost:3000/done" } },
    });
  });

  test("a direct charge by a token or a customer's card, held and captured", async () => {
    const { stripe } = await startStripe();
    const token = await stripe.tokens.create({
      card: { number: "4242424242424242", exp_month: "12", exp_year: "2034", cvc: "123", name: "Ann" },
    });
    expect(declared("Token", token)).toMatchObject({
      type: "card",
      card: { brand: "Visa", last4: "4242", name: "Ann" },
    });
    declared("Token", await stripe.tokens.retrieve(token.id));
    const charge = await stripe.charges.create({ amount: 500, currency: "usd", source: token.id, capture: false });
    expect(declared("Charge", charge)).toMatchObject({ captured: false, status: "succeeded", amount_captured: 0 });
    const captured = await stripe.charges.capture(charge.id, { amount: 300 });
    expect(declared("Charge", captured)).toMatchObject({ captured: true, amount_captured: 300 });
    const noted = await stripe.charges.update(charge.id, { description: "A pen", metadata: { a: "1" } });
    expect(declared("Charge", noted)).toMatchObject({ description: "A pen", metadata: { a: "1" } });
    const customer = await stripe.customers.create({ source: "tok_visa" });
    const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method?.id ?? "" } });
    const again = await stripe.charges.create({ amount: 700, currency: "usd", customer: customer.id });
    expect(again).toMatchObject({ customer: customer.id, payment_method: method?.id });
    const source = declared("Source", await stripe.sources.create({ type: "card", token: "tok_visa" }));
    declared("Source", await stripe.sources.retrieve(source.id));
    expect(await stripe.charges.create({ amount: 900, currency: "usd", source: source.id })).toMatchObject({
      paid: true,
    });
    const nobody = await failureOf(stripe.charges.create({ amount: 900, currency: "usd" }));
    expect(nobody).toMatchObject({ statusCode: 400, code: "parameter_missing", param: "source" });
    const declined = await failureOf(
      stripe.charges.create({ amount: 900, currency: "usd", source: "tok_chargeDeclined" }),
    );
    expect(declined).toMatchObject({ statusCode: 402, code: "card_declined", type: "StripeCardError" });
    expect(declined.charge).toMatch(/^ch_/);
  });

  test("a customer's source, and the cash of a customer", async () => {
    const { stripe } = await startStripe();
    const { id } = await stripe.customers.create({ name: "Ann" });
    const card = declared("Card", (await stripe.customers.createSource(id, { source: "tok_visa" })) as Stripe.Card);
    expect(card).toMatchObject({ object: "card", customer: id, last4: "4242" });
    const noted = await stripe.customers.updateSource(id, card.id, { metadata: { a: "1" } });
    expect(declared("Card", noted as Stripe.Card).metadata).toEqual({ a: "1" });
    const funds = { amount: 1000, currency: "usd" };
    declared("CustomerCashBalanceTransaction", await stripe.testHelpers.customers.fundCashBalance(id, funds));
    expect(declared("CashBalance", await stripe.customers.retrieveCashBalance(id)).available).toEqual({ usd: 1000 });
    const { data: events } = await stripe.events.list({ limit: 100 });
    for (const event of events) declared("Event", event);
    expect(events.map(({ type }) => type).toReversed()).toEqual([
      "customer.created",
      "payment_method.attached",
      "customer.source.created",
      "payment_method.updated",
      "customer.source.updated",
      "customer_cash_balance_transaction.created",
      "cash_balance.funds_available",
    ]);
    expect(events.find(({ type }) => type === "customer.source.updated")?.data.object).toMatchObject({ id: card.id });
  });

  test("a payment that is confirmed by hand, again after the payer has authenticated", async () => {
    const { sandbox, stripe } = await startStripe();
    const create = () =>
      stripe.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        confirmation_method: "manual",
        payment_method: "pm_card_authenticationRequired",
        confirm: true,
      });
    const intent = declared("PaymentIntent", await create());
    expect(intent).toMatchObject({ status: "requires_action", confirmation_method: "manual" });
    const passed = await sandbox.client.paymentIntents.authenticate(intent.id, { outcome: "succeeded" });
    expect(passed).toMatchObject({ status: "requires_confirmation", amount_received: 0, latest_charge: null });
    const paid = await stripe.paymentIntents.confirm(intent.id, { expand: ["latest_charge"] });
    expect(declared("PaymentIntent", paid)).toMatchObject({
      status: "succeeded",
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: "authenticated" } } } },
    });

    const other = await create();
    await sandbox.client.paymentIntents.authenticate(other.id, { outcome: "succeeded" });
    await stripe.paymentIntents.update(other.id, { amount: 2100 });
    expect((await stripe.paymentIntents.confirm(other.id)).status).toBe("requires_action");
    expect((await stripe.balance.retrieve()).pending).toMatchObject([{ amount: 1912 }]);
  });

  test("a card that is set up", async () => {
    const { stripe } = await startStripe();
    const customer = await stripe.customers.create();
    const intent = declared("SetupIntent", await stripe.setupIntents.create({ customer: customer.id }));
    const noted = await stripe.setupIntents.update(intent.id, { metadata: { a: "1" } });
    expect(declared("SetupIntent", noted).metadata).toEqual({ a: "1" });
    const failure = await failureOf(
      stripe.setupIntents.confirm(intent.id, { payment_method: "pm_card_visa_chargeDeclined" }),
    );
    expect(failure).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect(failure.setup_intent?.last_setup_error).toMatchObject({ code: "card_declined" });
    const done = await stripe.setupIntents.confirm(intent.id, {
      payment_method: "pm_card_visa",
      expand: ["payment_method"],
    });
    expect(declared("SetupIntent", done)).toMatchObject({
      status: "succeeded",
      payment_method: { customer: customer.id },
    });
    const given = await stripe.setupIntents.create();
    expect(declared("SetupIntent", await stripe.setupIntents.cancel(given.id)).status).toBe("canceled");
    expect((await stripe.setupIntents.list()).data.map(({ id }) => id)).toEqual([given.id, intent.id]);
  });

  test("a card that is kept as the guides of Stripe have it", async () => {
    const { stripe } = await startStripe();
    const intent = await stripe.setupIntents.create({ automatic_payment_methods: { enabled: true } });
    const kept = await stripe.setupIntents.confirm(intent.id, {
      payment_method: "pm_card_gb",
      expand: ["payment_method"],
    });
    expect(declared("SetupIntent", kept)).toMatchObject({
      status: "succeeded",
      automatic_payment_methods: null,
      payment_method: { card: { country: "GB", last4: "0000" }, billing_details: { address: { postal_code: null } } },
    });
  });

  test("a charge that is captured in part: the rest is neither captured nor refunded", async () => {
    const { stripe } = await startStripe();
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_card_visa",
      capture_method: "manual",
      confirm: true,
      expand: ["latest_charge"],
    });
    expect(intent.latest_charge).toMatchObject({ amount_captured: 0, amount_refunded: 0 });
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 400 });
    const [charge] = (await stripe.charges.list()).data;
    const amounts = { amount: 2000, amount_captured: 1500, amount_refunded: 400, refunded: false };
    expect(declared("Charge", charge!)).toMatchObject(amounts);
    await stripe.refunds.create({ payment_intent: intent.id });
    expect(await stripe.charges.retrieve(charge!.id)).toMatchObject({ amount_refunded: 1500, refunded: true });
  });

  test("a balance: pending, available, paid out", async () => {
    const { sandbox, stripe } = await startStripe();
    await stripe.paymentIntents.create({
      amount: 20_000,
      currency: "usd",
      payment_method: "pm_card_bypassPending",
      confirm: true,
    });
    const balance = declared("Balance", await stripe.balance.retrieve());
    expect(balance.available).toEqual([{ amount: 19_390, currency: "usd", source_types: { card: 19_390 } }]);
    const [transaction] = (await stripe.balanceTransactions.list()).data;
    declared("BalanceTransaction", transaction ?? {});
    declared("BalanceTransaction", await stripe.balanceTransactions.retrieve(transaction?.id ?? ""));
    const payout = declared("Payout", await stripe.payouts.create({ amount: 5000, currency: "usd" }));
    expect((await stripe.payouts.update(payout.id, { metadata: { a: "1" } })).metadata).toEqual({ a: "1" });
    await sandbox.clock.advance(2 * 24 * 3600);
    const arrived = declared("Payout", await stripe.payouts.retrieve(payout.id));
    expect(arrived).toMatchObject({ status: "paid", metadata: { a: "1" } });
    const reversal = declared("Payout", await stripe.payouts.reverse(payout.id));
    expect(reversal).toMatchObject({ amount: -5000, original_payout: payout.id });
    expect((await stripe.payouts.retrieve(payout.id)).reversed_by).toBe(reversal.id);
    const taken = await stripe.payouts.create({ amount: 100, currency: "usd" });
    expect(declared("Payout", await stripe.payouts.cancel(taken.id)).status).toBe("canceled");
    const tooMuch = await failureOf(stripe.payouts.create({ amount: 10_000_000, currency: "usd" }));
    expect(tooMuch).toMatchObject({ statusCode: 400, code: "balance_insufficient" });
  });

  test("an authorisation that is canceled, and one that nobody captures in time", async () => {
    const { sandbox, stripe } = await startStripe();
    const hold = () =>
      stripe.paymentIntents.create({
        amount: 900,
        currency: "usd",
        capture_method: "manual",
        payment_method: "pm_card_visa",
        confirm: true,
      });
    const chargeEvents = async () =>
      (await stripe.events.list({ limit: 100 })).data
        .map(({ type }) => type)
        .filter((type) => type.startsWith("charge."));
    const held = await hold();
    const { latest_charge: first } = await stripe.paymentIntents.cancel(held.id, { expand: ["latest_charge"] });
    const released = { amount_captured: 0, amount_refunded: 0, captured: false, refunded: false };
    expect(declared("Charge", first as Stripe.Charge)).toMatchObject(released);
    expect(await chargeEvents()).toEqual(["charge.succeeded"]);
    const { id: late, latest_charge: second } = await hold();
    expect(await stripe.charges.retrieve(second as string)).toMatchObject({ amount_refunded: 0, refunded: false });
    await sandbox.clock.advance(7 * 24 * 3600);
    expect(declared("Charge", await stripe.charges.retrieve(second as string))).toMatchObject(released);
    expect((await stripe.paymentIntents.retrieve(late)).cancellation_reason).toBe("expired");
    expect((await chargeEvents())[0]).toBe("charge.expired");
    expect((await stripe.refunds.list()).data).toEqual([]);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);

    const unpaid = await stripe.paymentIntents.create({ amount: 900, currency: "usd" });
    await stripe.paymentIntents.cancel(unpaid.id);
    expect(await chargeEvents()).toHaveLength(3);
  });

  test("a dispute that is answered and won, and one that is accepted", async () => {
    const { sandbox, stripe } = await startStripe();
    const pay = () =>
      stripe.paymentIntents.create({
        amount: 900,
        currency: "usd",
        payment_method: "pm_card_createDispute",
        confirm: true,
      });
    await pay();
    await pay();
    await sandbox.clock.advance(3600);
    const [second, first] = (await stripe.disputes.list()).data;
    declared("Dispute", second ?? {});
    const answered = await stripe.disputes.update(first?.id ?? "", {
      evidence: { uncategorized_text: "winning_evidence" },
      submit: true,
    });
    expect(declared("Dispute", answered)).toMatchObject({ status: "under_review" });
    await sandbox.clock.advance(7 * 24 * 3600);
    const won = declared("Dispute", await stripe.disputes.retrieve(first?.id ?? ""));
    expect(won.status).toBe("won");
    expect(won.balance_transactions.map(({ type }) => type)).toEqual(["adjustment", "adjustment"]);
    const lost = await stripe.disputes.close(second?.id ?? "");
    expect(declared("Dispute", lost).status).toBe("lost");
  });

  test("a connected account that is paid by transfers and acted for, and a top-up", async () => {
    const { sandbox, stripe } = await startStripe();
    const topup = declared(
      "Topup",
      await stripe.topups.create({ amount: 9000, currency: "usd", description: "Float" }),
    );
    expect(topup.status).toBe("pending");
    await sandbox.clock.advance(180);
    expect(declared("Topup", await stripe.topups.retrieve(topup.id)).status).toBe("succeeded");
    const taken = await stripe.topups.create({ amount: 100, currency: "usd" });
    expect(declared("Topup", await stripe.topups.cancel(taken.id)).status).toBe("canceled");

    const account = declared(
      "Account",
      await stripe.accounts.create({
        type: "custom",
        country: "GB",
        capabilities: { transfers: { requested: true } },
        business_type: "individual",
        individual: { first_name: "Ann" },
        tos_acceptance: { date: 1_700_000_000, ip: "127.0.0.1" },
      }),
    );
    expect(account).toMatchObject({ default_currency: "gbp", capabilities: { transfers: "active" } });
    const noted = await stripe.accounts.update(account.id, { metadata: { a: "1" }, email: "ann@example.com" });
    expect(declared("Account", noted)).toMatchObject({ metadata: { a: "1" }, email: "ann@example.com" });
    expect((await stripe.accounts.update(account.id, { email: "" })).email).toBeNull();
    expect((await stripe.accounts.list()).data.map(({ id }) => id)).toEqual([account.id]);

    const transfer = declared(
      "Transfer",
      await stripe.transfers.create({
        amount: 1000,
        currency: "usd",
        destination: account.id,
        expand: ["destination"],
      }),
    );
    expect(transfer.destination).toMatchObject({ object: "account", id: account.id });
    const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 400, metadata: { a: "1" } });
    declared("TransferReversal", reversal);
    declared("TransferReversal", await stripe.transfers.retrieveReversal(transfer.id, reversal.id));
    const seen = declared("Transfer", await stripe.transfers.retrieve(transfer.id));
    expect(seen).toMatchObject({ amount_reversed: 400, reversals: { data: [{ id: reversal.id }] } });
    const listed = await stripe.transfers.list({ destination: account.id });
    for (const one of listed.data) declared("Transfer", one);

    const destined = await stripe.paymentIntents.create({
      amount: 500,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      transfer_data: { destination: account.id },
      expand: ["latest_charge"],
    });
    expect(declared("PaymentIntent", destined).transfer_data).toEqual({ destination: account.id });
    declared("Charge", destined.latest_charge as Stripe.Charge);
    const [sent] = (await stripe.transfers.list()).data;
    expect(sent).toMatchObject({ amount: 500, destination: account.id });
    await stripe.transfers.createReversal(sent?.id ?? "");

    const acting = { stripeAccount: account.id };
    expect((await stripe.balance.retrieve({}, acting)).available).toMatchObject([{ amount: 600, currency: "usd" }]);
    const customer = await stripe.customers.create({ name: "Bob" }, acting);
    expect(customer.lastResponse.headers["stripe-account"]).toBe(account.id);
    expect(await failureOf(stripe.customers.retrieve(customer.id))).toMatchObject({ code: "resource_missing" });
    expect((await stripe.customers.retrieve(customer.id, {}, acting)).id).toBe(customer.id);
    const [made] = (await stripe.events.list({}, acting)).data;
    expect(declared("Event", made ?? {})).toMatchObject({ type: "customer.created", account: account.id });
    const stranger = await failureOf(stripe.balance.retrieve({}, { stripeAccount: "acct_none" }));
    expect(stranger).toMatchObject({ statusCode: 403, code: "account_invalid" });
    expect(stranger.message).toContain("'acct_none'");

    expect(await failureOf(stripe.accounts.del(account.id))).toMatchObject({ statusCode: 400 });
    await stripe.transfers.createReversal(transfer.id);
    declared("DeletedAccount", await stripe.accounts.del(account.id));
    const { data: events } = await stripe.events.list({ limit: 100 });
    for (const event of events) declared("Event", event);
    const [parted] = events;
    expect(parted).toMatchObject({
      type: "account.application.deauthorized",
      account: account.id,
      data: { object: { object: "application" } },
    });
  });

  test("an account whose holder is identified on a page, and its bank accounts", async () => {
    const { sandbox, stripe } = await startStripe();
    const account = declared(
      "Account",
      await stripe.accounts.create({
        controller: { stripe_dashboard: { type: "express" } },
        capabilities: { transfers: { requested: true } },
      }),
    );
    expect(account).toMatchObject({ type: "express", charges_enabled: false, details_submitted: false });
    const { id } = account;
    const link = await stripe.accountLinks.create({
      account: id,
      type: "account_onboarding",
      refresh_url: "http://localhost:3000/again",
      return_url: "http://localhost:3000/done",
    });
    declared("AccountLink", link);
    const page = await fetch(link.url, { method: "POST", body: new URLSearchParams({ business_type: "individual" }) });
    expect(await page.text()).toContain("http://localhost:3000/done");
    const ready = declared("Account", await stripe.accounts.retrieve(id));
    expect(ready).toMatchObject({
      charges_enabled: true,
      details_submitted: true,
      requirements: { currently_due: [] },
    });
    expect(ready.external_accounts?.data).toMatchObject([{ object: "bank_account", account: id }]);
    declared("LoginLink", await stripe.accounts.createLoginLink(id));
    const capability = await stripe.accounts.retrieveCapability(id, "transfers");
    expect(declared("Capability", capability).status).toBe("active");
    declared("Capability", await stripe.accounts.updateCapability(id, "card_payments", { requested: true }));
    expect((await stripe.accounts.listCapabilities(id)).data).toHaveLength(2);

    const bank = await stripe.accounts.createExternalAccount(id, {
      external_account: { object: "bank_account", country: "US", currency: "usd", account_number: "000123456789" },
    });
    declared("BankAccount", bank as Stripe.BankAccount);
    await stripe.accounts.createExternalAccount(id, { external_account: "btok_us_verified_noAccount" });
    const changed = await stripe.accounts.updateExternalAccount(id, bank.id, { metadata: { a: "1" } });
    expect(declared("BankAccount", changed as Stripe.BankAccount).metadata).toEqual({ a: "1" });
    declared("BankAccount", (await stripe.accounts.retrieveExternalAccount(id, bank.id)) as Stripe.BankAccount);
    expect((await stripe.accounts.listExternalAccounts(id, { object: "bank_account" })).data).toHaveLength(3);
    declared(
      "DeletedBankAccount",
      (await stripe.accounts.deleteExternalAccount(id, bank.id)) as Stripe.DeletedBankAccount,
    );
    const { data: events } = await stripe.events.list({ type: "account.*" });
    for (const event of events) expect(declared("Event", event).account).toBe(id);
    expect(events.map(({ type }) => type)).toContain("account.external_account.deleted");

    const own = declared("Account", await stripe.accounts.retrieveCurrent());
    expect(own.id).toBe(sandbox.account.id.replace("org_", "acct_"));
    expect((await stripe.accounts.retrieveCurrent({}, { stripeAccount: id })).id).toBe(id);
    const persons = await failureOf(stripe.accounts.listPersons(id));
    expect(persons).toMatchObject({ statusCode: 501 });
  });

  test("an application fee, of a charge for a connected account and of its own", async () => {
    const { stripe } = await startStripe();
    const account = await stripe.accounts.create({ type: "custom" });
    expect(account.external_accounts?.url).toBe(`/v1/accounts/${account.id}/external_accounts`);
    const lost = await failureOf(stripe.accounts.retrieve("acct_none"));
    expect(lost.message).toContain("No such account: 'acct_none'");
    const paid = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
    const intent = declared(
      "PaymentIntent",
      await stripe.paymentIntents.create({
        ...paid,
        application_fee_amount: 123,
        on_behalf_of: account.id,
        transfer_data: { destination: account.id },
        transfer_group: "ORDER7",
        expand: ["latest_charge.application_fee", "latest_charge.transfer", "on_behalf_of"],
      }),
    );
    expect(intent).toMatchObject({ application_fee_amount: 123, transfer_group: "ORDER7" });
    expect(intent.on_behalf_of).toMatchObject({ object: "account", id: account.id });
    const charge = declared("Charge", intent.latest_charge as Stripe.Charge);
    expect(charge).toMatchObject({
      on_behalf_of: account.id,
      application_fee: {
        object: "application_fee",
        amount: 123,
        account: account.id,
        originating_transaction: charge.id,
      },
      transfer: { object: "transfer", amount: 2000, transfer_group: "ORDER7" },
    });
    const [fee] = (await stripe.applicationFees.list()).data;
    expect(declared("ApplicationFee", fee ?? {})).toMatchObject({
      application: expect.stringMatching(/^ca_/) as unknown,
    });
    const id = fee?.id ?? "";
    const refund = declared("FeeRefund", await stripe.applicationFees.createRefund(id, { amount: 23 }));
    declared("FeeRefund", await stripe.applicationFees.retrieveRefund(id, refund.id));
    const noted = await stripe.applicationFees.updateRefund(id, refund.id, { metadata: { a: "1" } });
    expect(declared("FeeRefund", noted).metadata).toEqual({ a: "1" });
    expect((await stripe.applicationFees.listRefunds(id)).data.map(({ amount }) => amount)).toEqual([23]);
    const seen = declared("ApplicationFee", await stripe.applicationFees.retrieve(id));
    expect(seen).toMatchObject({ amount_refunded: 23, refunds: { data: [{ id: refund.id }] } });
    const back = await stripe.refunds.create({
      payment_intent: intent.id,
      refund_application_fee: true,
      reverse_transfer: true,
    });
    expect(declared("Refund", back).transfer_reversal).toMatch(/^trr_/);

    const acting = { stripeAccount: account.id };
    const own = await stripe.paymentIntents.create(
      { ...paid, application_fee_amount: 50, expand: ["latest_charge"] },
      acting,
    );
    const { balance_transaction: change } = declared("Charge", own.latest_charge as Stripe.Charge);
    const transaction = await stripe.balanceTransactions.retrieve(change as string, {}, acting);
    expect(declared("BalanceTransaction", transaction)).toMatchObject({ fee: 138, net: 1862 });
    expect(transaction.fee_details.map(({ type, amount }) => [type, amount])).toEqual([
      ["stripe_fee", 88],
      ["application_fee", 50],
    ]);
    for (const one of (await stripe.balanceTransactions.list()).data) declared("BalanceTransaction", one);
    for (const event of (await stripe.events.list({ type: "application_fee.*" })).data) declared("Event", event);
    const failure = await failureOf(stripe.paymentIntents.create({ ...paid, application_fee_amount: 50 }));
    expect(failure).toMatchObject({ statusCode: 400, param: "application_fee_amount" });
  });

  test("a product, its price, a checkout session and a payment link", async () => {
    const { stripe } = await startStripe();
    const product = declared("Product", await stripe.products.create({ name: "Book", description: "Thick" }));
    const price = await stripe.prices.create({
      product: product.id,
      unit_amount: 1200,
      currency: "eur",
      lookup_key: "b",
    });
    declared("Price", price);
    const monthly = await stripe.prices.create({
      product: product.id,
      currency: "usd",
      recurring: { interval: "month" },
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 5, unit_amount: 500 },
        { up_to: "inf", unit_amount: 400, flat_amount: 100 },
      ],
    });
    expect(declared("Price", monthly)).toMatchObject({ type: "recurring", recurring: { interval: "month" } });
    expect((await stripe.prices.list({ lookup_keys: ["b"] })).data.map(({ id }) => id)).toEqual([price.id]);
    expect(declared("Price", await stripe.prices.update(price.id, { nickname: "Full" })).nickname).toBe("Full");
    expect(declared("Product", await stripe.products.update(product.id, { name: "Novel" })).name).toBe("Novel");
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      success_url: "http://localhost:3000/done",
      line_items: [{ price: price.id, quantity: 2 }],
      expand: ["line_items"],
    });
    expect(declared("Checkout.Session", session)).toMatchObject({ amount_total: 2400, ui_mode: "hosted_page" });
    expect(session.line_items).toMatchObject({ data: [{ quantity: 2, price: { id: price.id } }] });
    const [line] = (await stripe.checkout.sessions.listLineItems(session.id, { limit: 5 })).data;
    declared("LineItem", line ?? {});
    expect(declared("Checkout.Session", await stripe.checkout.sessions.expire(session.id)).status).toBe("expired");
    const link = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] });
    declared("PaymentLink", link);
    expect((await stripe.paymentLinks.listLineItems(link.id)).data).toHaveLength(1);
    expect(declared("PaymentLink", await stripe.paymentLinks.update(link.id, { active: false })).active).toBe(false);
    const empty = await stripe.products.create({ name: "Nothing" });
    declared("DeletedProduct", await stripe.products.del(empty.id));
  });

  test("a checkout session that begins a subscription, and a payment link that does", async () => {
    const { stripe } = await startStripe();
    const { id: price } = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2000,
      product_data: { name: "Plan" },
      recurring: { interval: "month" },
    });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      success_url: "http://localhost:3000/done",
      line_items: [{ price, quantity: 1 }],
      subscription_data: { metadata: { team: "tea" } },
    });
    expect(declared("Checkout.Session", session)).toMatchObject({
      mode: "subscription",
      payment_method_collection: "always",
      subscription: null,
    });
    const page = session.url ?? "";
    await fetch(page, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(page).origin },
      body: new URLSearchParams({ type: "card", test_card: "4242424242424242" }),
      redirect: "manual",
    });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
    expect(declared("Checkout.Session", paid)).toMatchObject({
      status: "complete",
      payment_status: "paid",
      payment_intent: null,
      subscription: { status: "active", metadata: { team: "tea" } },
      invoice: { status: "paid", amount_paid: 2000 },
    });
    const refused = await failureOf(stripe.checkout.sessions.create({ mode: "payment", line_items: [{ price }] }));
    expect(refused).toMatchObject({ statusCode: 400, param: "line_items[0][price]" });
    const link = await stripe.paymentLinks.create({
      line_items: [{ price, quantity: 1 }],
      subscription_data: { trial_period_days: 7 },
    });
    expect(declared("PaymentLink", link).subscription_data).toMatchObject({ trial_period_days: 7 });
  });

  test("a payer's promotion code, at a session that takes one and at a link that is changed to", async () => {
    const { stripe } = await startStripe();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const { id: code } = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon }, code: "HALF" });
    const { id: price } = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2000,
      product_data: { name: "Plan" },
      recurring: { interval: "month" },
    });
    const line_items = [{ price, quantity: 1 }];
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items,
      allow_promotion_codes: true,
    });
    expect(declared("Checkout.Session", session)).toMatchObject({ allow_promotion_codes: true, discounts: [] });
    const page = session.url ?? "";
    const send = (fields: Record<string, string>) =>
      fetch(page, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(page).origin },
        body: new URLSearchParams(fields),
        redirect: "manual",
      });
    await send({ action: "redeem", promotion_code: "HALF" });
    await send({ type: "card", test_card: "4242424242424242" });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription.discounts"] });
    expect(declared("Checkout.Session", paid)).toMatchObject({
      amount_subtotal: 2000,
      amount_total: 1000,
      discounts: [{ coupon: null, promotion_code: code }],
      status: "complete",
      subscription: { discounts: [{ promotion_code: code, source: { coupon } }] },
      total_details: { amount_discount: 1000 },
    });
    const { data: items } = await stripe.checkout.sessions.listLineItems(session.id);
    expect(items).toMatchObject([{ amount_discount: 1000, amount_subtotal: 2000, amount_total: 1000 }]);
    const link = await stripe.paymentLinks.create({ line_items });
    expect(declared("PaymentLink", link).allow_promotion_codes).toBe(false);
    const changed = await stripe.paymentLinks.update(link.id, { allow_promotion_codes: true });
    expect(declared("PaymentLink", changed).allow_promotion_codes).toBe(true);
    const { data: events } = await stripe.events.list({ type: "payment_link.updated" });
    expect(events).toMatchObject([{ data: { object: { id: link.id, allow_promotion_codes: true } } }]);
  });

  test("a coupon and a code that redeems it", async () => {
    const { stripe } = await startStripe();
    const coupon = await stripe.coupons.create({ percent_off: 25.5, duration: "once", name: "Spring" });
    expect(declared("Coupon", coupon)).toMatchObject({ percent_off: 25.5, valid: true });
    const amount = await stripe.coupons.create({ id: "TEN", amount_off: 1000, currency: "usd", duration: "forever" });
    expect(declared("Coupon", amount)).toMatchObject({ id: "TEN", amount_off: 1000 });
    expect(declared("Coupon", await stripe.coupons.update("TEN", { name: "Ten" })).name).toBe("Ten");
    const promotion = { type: "coupon", coupon: coupon.id } as const;
    const code = declared("PromotionCode", await stripe.promotionCodes.create({ promotion, code: "SPRING" }));
    expect(code).toMatchObject({ code: "SPRING", promotion: { coupon: coupon.id } });
    const off = await stripe.promotionCodes.update(code.id, { active: false });
    expect(declared("PromotionCode", off).active).toBe(false);
    expect((await stripe.promotionCodes.list()).data.map(({ id }) => id)).toEqual([code.id]);
    declared("DeletedCoupon", await stripe.coupons.del("TEN"));
    expect((await stripe.coupons.list()).data.map(({ id }) => id)).toEqual([coupon.id]);
  });

  test("a dispute takes the money when it begins, and gives it back when it is won", async () => {
    const { sandbox, stripe } = await startStripe();
    await stripe.paymentIntents.create({
      amount: 900,
      currency: "usd",
      payment_method: "pm_card_createDispute",
      confirm: true,
    });
    await sandbox.clock.advance(0);
    const [dispute] = (await stripe.disputes.list()).data;
    await stripe.disputes.update(dispute!.id, { evidence: { uncategorized_text: "winning_evidence" }, submit: true });
    await sandbox.clock.advance(0);
    const told = (await stripe.events.list({ limit: 100 })).data.filter(({ type }) => type.includes("dispute"));
    expect(told.map(({ type }) => type).toReversed()).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ]);
    expect(declared("Event", told[0]!).data.object).toMatchObject({ id: dispute!.id, status: "won" });
  });

  test("every event that all of this is told by", async () => {
    const { sandbox, stripe } = await startStripe();
    const endpoint = await stripe.webhookEndpoints.create({
      url: "http://127.0.0.1:9/webhook",
      enabled_events: ["payment_intent.succeeded", "invoice.paid"],
    });
    expect(declared("WebhookEndpoint", endpoint).secret).toMatch(/^whsec_/);
    const customer = await stripe.customers.create({ source: "tok_visa" });
    const intent = await stripe.paymentIntents.create({
      amount: 900,
      currency: "usd",
      customer: customer.id,
      payment_method: "pm_card_createDispute",
      confirm: true,
    });
    await sandbox.clock.advance(3600);
    await failureOf(
      stripe.paymentIntents.create({
        amount: 900,
        currency: "usd",
        payment_method: "pm_card_radarBlock",
        confirm: true,
      }),
    );
    const { data: events } = await stripe.events.list({ limit: 100 });
    for (const event of events) declared("Event", event);
    expect([...new Set(events.map(({ type }) => type))].toSorted()).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.failed",
      "charge.succeeded",
      "charge.updated",
      "customer.created",
      "payment_intent.created",
      "payment_intent.payment_failed",
      "payment_intent.succeeded",
      "payment_method.attached",
    ]);
    const succeeded = events.find(({ type }) => type === "payment_intent.succeeded");
    expect(succeeded).toMatchObject({ pending_webhooks: 1, data: { object: { id: intent.id, application: null } } });
    declared("DeletedWebhookEndpoint", await stripe.webhookEndpoints.del(endpoint.id));
  });
});
