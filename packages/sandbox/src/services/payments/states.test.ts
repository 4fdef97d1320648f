import {
  checkoutSessionStatuses,
  disputeStatuses,
  payoutStatuses,
  refundStatuses,
  setupIntentStatuses,
  type CheckoutSessionStatus,
  type Client,
  type DisputeStatus,
  type PayoutStatus,
  type RefundStatus,
  type SetupIntentStatus,
} from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { differencesOf, pay } from "../../../test/support/payments.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";
import type { Sandbox } from "../../index.ts";
import { payoutCommands, payoutTransitions, type PayoutCommand } from "../balance/payout-state.ts";
import { sessionCommands, sessionTransitions, type SessionCommand } from "../checkout/session-state.ts";
import { disputeCommands, disputeTransitions, isClosed, type DisputeCommand } from "./dispute-state.ts";
import { refundCommands, refundTransitions, type RefundCommand } from "./refund-state.ts";
import { setupIntentCommands, setupIntentTransitions, type SetupIntentCommand } from "./setup-intent-state.ts";

const cells = <S extends string, C extends string>(statuses: readonly S[], commands: readonly C[]) =>
  statuses.flatMap((status) => commands.map((command) => ({ status, command })));
const days = (count: number) => count * 24 * 3600;

/** Whatever is refused leaves no event and no row, and payments and ledger agree after every cell. */
async function expectRefused(sandbox: Sandbox, call: () => Promise<unknown>, code = "state_conflict"): Promise<void> {
  const { client } = sandbox;
  const look = async () => [await newestSeq(client), (await client.sandbox.reconcile()).checked];
  const before = await look();
  const failure = await failureOf(call());
  expect(failure.code).toBe(code);
  expect(await look()).toEqual(before);
}

describe("a refund", () => {
  const make = async (client: Client, method: string) =>
    (await client.refunds.create({ payment_intent: (await pay(client, method)).id, amount: 500 })).id;
  const roads: Record<RefundStatus, (sandbox: Sandbox) => Promise<string>> = {
    pending: ({ client }) => make(client, "4000000000007726"),
    succeeded: ({ client }) => make(client, "4000000000005126"),
    failed: async ({ client, clock }) => {
      const id = await make(client, "4000000000005126");
      await clock.advance(60);
      return id;
    },
    canceled: async ({ client }) => {
      const id = await make(client, "4000000000007726");
      await client.refunds.cancel(id);
      return id;
    },
  };
  // A pending refund of this instrument arrives, and one that succeeded with the other comes back.
  const happens = ({ status, command }: { status: RefundStatus; command: RefundCommand }) =>
    command === "cancel" || `${status} ${command}` === "pending settle" || `${status} ${command}` === "succeeded fail";

  test.each(
    cells(refundStatuses, refundCommands).filter(
      (cell) => happens(cell) || !refundTransitions[cell.status][cell.command],
    ),
  )("that is $status: $command", async ({ status, command }) => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const id = await roads[status](sandbox);
    expect((await client.refunds.get(id)).status).toBe(status);
    const next = refundTransitions[status][command];
    const { charge } = await client.refunds.get(id);
    if (command === "cancel" && next === null) await expectRefused(sandbox, () => client.refunds.cancel(id));
    if (command === "cancel" && next !== null) await client.refunds.cancel(id);
    if (command !== "cancel" && next !== null) await clock.advance(60);
    const refund = await client.refunds.get(id);
    expect(refund.status).toBe(next ?? status);
    const left = refund.status === "pending" || refund.status === "succeeded" ? 500 : 0;
    expect((await client.charges.get(charge)).amount_refunded).toBe(left);
    expect(refund.failure_balance_transaction === null).toBe(left === 500);
    expect(await differencesOf(sandbox)).toEqual([]);
  });
});

test("a dispute that is closed stays as it was told of, and is not late with evidence that nobody submitted", async () => {
  const { client, clock } = await startSandbox();
  const { id } = await client.disputes.create({ charge: (await pay(client)).latest_charge! });
  const closed = await client.disputes.close(id);
  expect(closed.evidence_details).toMatchObject({ past_due: false, submission_count: 0 });
  await clock.advance(days(30));
  expect(await client.disputes.get(id)).toEqual(closed);
});

describe("a dispute", () => {
  const submit = (client: Client, id: string, text: string) =>
    client.disputes.update(id, { evidence: { uncategorized_text: text }, submit: true });
  const raise = async (client: Client, inquiry = false) =>
    (await client.disputes.create({ charge: (await pay(client)).latest_charge!, inquiry })).id;
  const submitted = async ({ client, settle }: Sandbox, text: string, inquiry = false) => {
    const id = await raise(client, inquiry);
    await submit(client, id, text);
    await settle();
    return id;
  };
  const roads: Record<DisputeStatus, (sandbox: Sandbox) => Promise<string>> = {
    warning_needs_response: ({ client }) => raise(client, true),
    warning_under_review: (sandbox) => submitted(sandbox, "It arrived.", true),
    warning_closed: (sandbox) => submitted(sandbox, "winning_evidence", true),
    needs_response: ({ client }) => raise(client),
    under_review: (sandbox) => submitted(sandbox, "It arrived."),
    won: (sandbox) => submitted(sandbox, "winning_evidence"),
    lost: (sandbox) => submitted(sandbox, "losing_evidence"),
  };
  const asked: Partial<Record<DisputeCommand, (client: Client, id: string) => Promise<unknown>>> = {
    add_evidence: (client, id) => client.disputes.update(id, { evidence: { customer_name: "Ada" } }),
    submit: (client, id) => submit(client, id, "It arrived."),
    accept: (client, id) => client.disputes.close(id),
  };

  test.each(cells(disputeStatuses, disputeCommands).filter(({ command }) => command in asked))(
    "that is $status: $command",
    async ({ status, command }) => {
      const sandbox = await startSandbox();
      const { client, settle } = sandbox;
      const id = await roads[status](sandbox);
      expect((await client.disputes.get(id)).status).toBe(status);
      const next = disputeTransitions[status][command];
      const call = () => asked[command]!(client, id);
      if (next === null) await expectRefused(sandbox, call);
      else await call();
      await settle();
      expect((await client.disputes.get(id)).status).toBe(next ?? status);
      expect(await differencesOf(sandbox)).toEqual([]);
    },
  );

  test.each(disputeStatuses)("that is %s when the time for evidence ends", async (status) => {
    const sandbox = await startSandbox();
    const id = await roads[status](sandbox);
    await sandbox.clock.advance(days(9));
    expect((await sandbox.client.disputes.get(id)).status).toBe(disputeTransitions[status].expire ?? status);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test.each([
    ["winning_evidence", false, "won", 2000 - 88 - 1500],
    ["losing_evidence", false, "lost", -88 - 1500],
    ["winning_evidence", true, "warning_closed", 2000 - 88],
    ["losing_evidence", true, "needs_response", -88 - 1500],
    ["escalate_inquiry_evidence", true, "needs_response", -88 - 1500],
    ["escalate_inquiry_evidence", false, "under_review", -88 - 1500],
    ["It arrived.", false, "under_review", -88 - 1500],
  ])("with %s (inquiry: %s) ends %s, and leaves %i of a payment of 2,000", async (text, inquiry, status, left) => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const id = await submitted(sandbox, text, inquiry);
    expect((await client.disputes.get(id)).status).toBe(status);
    await sandbox.clock.advance(days(2));
    expect((await client.balance.get()).available).toEqual([{ amount: left, currency: "usd" }]);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test.each([
    [2000, "escalate_inquiry_evidence", "warning_closed", 2000, 0, "dispute.closed"],
    [2000, "losing_evidence", "warning_closed", 2000, 0, "dispute.closed"],
    [
      500,
      "escalate_inquiry_evidence",
      "needs_response",
      1500,
      -1500 - 1500,
      "dispute.updated",
      "dispute.funds_withdrawn",
    ],
  ] as const)(
    "that was an inquiry into 2,000, of which %i were refunded, with %s is %s over %i",
    async (refunded, text, status, amount, change, ...told) => {
      const sandbox = await startSandbox();
      const { client, clock, settle } = sandbox;
      const id = await raise(client, true);
      const { charge } = await client.disputes.get(id);
      await client.refunds.create({ charge, amount: refunded });
      const after = await newestSeq(client);
      await submit(client, id, text);
      await settle();
      expect(await client.disputes.get(id)).toMatchObject({ status, amount });
      const types = (await eventTypesOf(client, after)).filter((type) => type.startsWith("dispute."));
      expect(types).toEqual(["dispute.updated", ...told]);
      await clock.advance(days(2));
      const available = 2000 - 88 - refunded + change;
      expect((await client.balance.get()).available).toEqual([{ amount: available, currency: "usd" }]);
      expect(await differencesOf(sandbox)).toEqual([]);
      await clock.advance(days(9));
      expect(await differencesOf(sandbox)).toEqual([]);
    },
  );

  test("that is closed is one of those that no command leads out of", () => {
    expect(disputeStatuses.filter(isClosed)).toEqual(["warning_closed", "won", "lost"]);
  });

  test.each([
    ["pm_card_createDispute", "needs_response"],
    ["pm_card_createDisputeInquiry", "warning_needs_response"],
    ["pm_usBankAccount_dispute", "needs_response"],
  ])("comes from %s", async (method, status) => {
    const sandbox = await startSandbox();
    const { client, clock, settle } = sandbox;
    const intent = await pay(client, method);
    if (intent.status === "processing") await clock.advance(180);
    await settle();
    const { data } = await client.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([{ status, amount: 2000, is_charge_refundable: status.startsWith("warning") }]);
    expect((await client.charges.get(data[0]!.charge)).disputed).toBe(true);
    expect(await differencesOf(sandbox)).toEqual([]);
  });
});

describe("a payout", () => {
  const send = async ({ client }: Sandbox, destination: "ba_success" | "ba_no_account" = "ba_success") => {
    await pay(client, "pm_card_bypassPending");
    return (await client.payouts.create({ amount: 1000, currency: "usd", destination })).id;
  };
  const roads: Record<PayoutStatus, (sandbox: Sandbox) => Promise<string>> = {
    pending: (sandbox) => send(sandbox),
    in_transit: async (sandbox) => {
      const id = await send(sandbox);
      await sandbox.clock.advance(days(0.5));
      return id;
    },
    paid: async (sandbox) => {
      const id = await send(sandbox);
      await sandbox.clock.advance(days(1));
      return id;
    },
    failed: async (sandbox) => {
      const id = await send(sandbox, "ba_no_account");
      await sandbox.clock.advance(days(1));
      return id;
    },
    canceled: async (sandbox) => {
      const id = await send(sandbox);
      await sandbox.client.payouts.cancel(id);
      return id;
    },
  };
  const available: Record<PayoutStatus, number> = {
    pending: 912,
    in_transit: 912,
    paid: 912,
    failed: 1912,
    canceled: 1912,
  };

  test.each(payoutStatuses)("that is %s: cancel", async (status) => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const id = await roads[status](sandbox);
    expect((await client.payouts.get(id)).status).toBe(status);
    expect((await client.balance.get()).available).toEqual([{ amount: available[status], currency: "usd" }]);
    const next = payoutTransitions[status].cancel;
    if (next === null) await expectRefused(sandbox, () => client.payouts.cancel(id));
    else await client.payouts.cancel(id);
    expect((await client.payouts.get(id)).status).toBe(next ?? status);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  test.each(payoutStatuses)("that is %s: reverse", async (status) => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const id = await roads[status](sandbox);
    const isAllowed = payoutTransitions[status].reverse !== null;
    if (isAllowed) await client.payouts.reverse(id);
    else await expectRefused(sandbox, () => client.payouts.reverse(id));
    const { status: reached, reversed_by: by } = await client.payouts.get(id);
    expect([reached, by !== null]).toEqual([status, isAllowed]);
    expect(await differencesOf(sandbox)).toEqual([]);
  });

  const called = new Set<PayoutCommand>(["cancel", "reverse"]);
  test.each(cells(payoutStatuses, payoutCommands).filter(({ command }) => !called.has(command)))(
    "that is $status does not $command unless the table says so",
    async ({ status, command }) => {
      const sandbox = await startSandbox();
      const id = await roads[status](sandbox);
      const ways: Record<Exclude<PayoutCommand, "cancel" | "reverse">, number> = { send: 0.5, arrive: 0.5, fail: 0.5 };
      await sandbox.clock.advance(days(ways[command as "send"]));
      const reached = (await sandbox.client.payouts.get(id)).status;
      const possible = Object.values(payoutTransitions[status]).filter((next) => next !== null && next !== "canceled");
      expect([...possible, ...(possible.length === 0 ? [status] : [])]).toContain(reached);
      expect(await differencesOf(sandbox)).toEqual([]);
    },
  );

  test("of more than is available is refused, and nothing is written", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    await pay(client);
    const before = await newestSeq(client);
    expect(await failureOf(client.payouts.create({ amount: 1, currency: "usd" }))).toMatchObject({
      status: 400,
      code: "balance_insufficient",
      param: "amount",
    });
    expect(await newestSeq(client)).toBe(before);
    expect((await client.payouts.list()).data).toEqual([]);
  });

  test("is made daily at midnight of all that is available, once the settings say so", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    await pay(client, "pm_card_bypassPending");
    await client.paymentSettings.update({ payout_interval: "daily" });
    await clock.advance(days(1));
    await pay(client, "pm_card_bypassPending");
    await clock.advance(days(1));
    // Nothing is there for a while.
    await clock.advance(days(2));
    await pay(client, "pm_card_bypassPending");
    await clock.advance(days(1));
    const { data } = await client.payouts.list();
    expect(data.map(({ automatic, amount }) => [automatic, amount])).toEqual([
      [true, 1912],
      [true, 1912],
      [true, 1912],
    ]);
    expect(data.map(({ created }) => created % days(1))).toEqual([0, 0, 0]);
    await client.paymentSettings.update({ payout_interval: "manual" });
    await pay(client, "pm_card_bypassPending");
    await clock.advance(days(3));
    expect((await client.payouts.list()).data).toHaveLength(3);
    expect(await differencesOf(sandbox)).toEqual([]);
  });
});

describe("a setup intent", () => {
  const roads: Record<SetupIntentStatus, (client: Client) => Promise<string>> = {
    requires_payment_method: async (client) => (await client.setupIntents.create()).id,
    requires_confirmation: async (client) => (await client.setupIntents.create({ payment_method: "pm_card_visa" })).id,
    requires_action: async (client) =>
      (await client.setupIntents.create({ payment_method: "pm_card_authenticationRequired", confirm: true })).id,
    succeeded: async (client) =>
      (await client.setupIntents.create({ payment_method: "pm_card_visa", confirm: true })).id,
    canceled: async (client) => (await client.setupIntents.cancel((await client.setupIntents.create()).id)).id,
  };
  const give = (client: Client, id: string, command: SetupIntentCommand, outcome: string): Promise<unknown> => {
    const methods: Record<string, string> = {
      approved: "pm_card_visa",
      declined: "tok_declined",
      challenged: "pm_card_authenticationRequired",
    };
    switch (command) {
      case "update":
        return client.setupIntents.update(
          id,
          outcome === "method_chosen" ? { payment_method: "pm_card_visa" } : { description: "Changed" },
        );
      case "confirm":
        return client.setupIntents.confirm(id, { payment_method: methods[outcome] ?? "pm_card_visa" });
      case "authenticate":
        return client.setupIntents.authenticate(id, { outcome: outcome === "declined" ? "failed" : "succeeded" });
      case "cancel":
        return client.setupIntents.cancel(id);
    }
  };

  test.each(cells(setupIntentStatuses, setupIntentCommands))(
    "that is $status: $command",
    async ({ status, command }) => {
      const outcomes = setupIntentTransitions[status][command];
      for (const [outcome, next] of Object.entries(outcomes ?? { refused: null })) {
        const sandbox = await startSandbox();
        const { client } = sandbox;
        const id = await roads[status](client);
        expect((await client.setupIntents.get(id)).status).toBe(status);
        const call = () => give(client, id, command, outcome);
        if (next === null) await expectRefused(sandbox, call, "setup_intent_unexpected_state");
        else if (outcome === "declined") expect((await failureOf(call())).status).toBe(402);
        else await call();
        expect((await client.setupIntents.get(id)).status).toBe(next ?? status);
        expect((await client.charges.list()).data).toEqual([]);
      }
    },
  );

  test("gives the method to the customer, and an authenticated one asks no more", async () => {
    const { client } = await startSandbox();
    const customer = await client.customers.create();
    const setup = await client.setupIntents.create({
      customer: customer.id,
      payment_method: "4000002500003155",
      confirm: true,
      return_url: "http://127.0.0.1:3000/back",
    });
    expect(setup).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url: "http://127.0.0.1:3000/back" } },
    });
    const { payment_method: method } = await client.setupIntents.authenticate(setup.id, { outcome: "succeeded" });
    expect(await client.paymentMethods.get(method!)).toMatchObject({ customer: customer.id });
    const later = { amount: 2000, currency: "usd", customer: customer.id, confirm: true, off_session: true } as const;
    expect(await client.paymentIntents.create({ ...later, payment_method: method! })).toMatchObject({
      status: "succeeded",
    });
    const other = await client.paymentMethods.attach("pm_card_authenticationRequired", { customer: customer.id });
    expect(await failureOf(client.paymentIntents.create({ ...later, payment_method: other.id }))).toMatchObject({
      status: 402,
      code: "authentication_required",
      declineCode: "authentication_required",
    });
  });
});

describe("a checkout session", () => {
  const create = async (client: Client) =>
    (
      await client.checkoutSessions.create({
        line_items: [{ price_data: { currency: "usd", unit_amount: 2000, product_data: { name: "Tea" } } }],
      })
    ).id;
  const roads: Record<CheckoutSessionStatus, (client: Client) => Promise<string>> = {
    open: create,
    complete: async (client) => (await client.checkoutSessions.pay(await create(client))).id,
    expired: async (client) => (await client.checkoutSessions.expire(await create(client))).id,
  };

  test.each(cells(checkoutSessionStatuses, sessionCommands))(
    "that is $status: $command",
    async ({ status, command }) => {
      const sandbox = await startSandbox();
      const { client } = sandbox;
      const id = await roads[status](client);
      const calls: Record<SessionCommand, () => Promise<unknown>> = {
        pay: () => client.checkoutSessions.pay(id, { payment_method: "tok_declined" }),
        complete: () => client.checkoutSessions.pay(id, { payment_method: "tok_visa" }),
        expire: () => client.checkoutSessions.expire(id),
      };
      const next = sessionTransitions[status][command];
      if (next === null) await expectRefused(sandbox, calls[command]);
      else if (command === "pay") expect((await failureOf(calls.pay())).code).toBe("card_declined");
      else await calls[command]();
      expect((await client.checkoutSessions.get(id)).status).toBe(next ?? status);
      expect(await differencesOf(sandbox)).toEqual([]);
    },
  );

  test("that expires gives its intent up", async () => {
    const sandbox = await startSandbox();
    const { client, clock } = sandbox;
    const id = await create(client);
    await failureOf(client.checkoutSessions.pay(id, { payment_method: "tok_declined" }));
    await clock.advance(days(1));
    const session = await client.checkoutSessions.get(id);
    expect(session).toMatchObject({ status: "expired", url: null });
    expect(await client.paymentIntents.get(session.payment_intent!)).toMatchObject({
      status: "canceled",
      cancellation_reason: "abandoned",
    });
  });
});
