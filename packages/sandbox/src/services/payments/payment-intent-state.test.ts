import { paymentIntentStatuses, type CardError, type Client, type PaymentIntentStatus } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { failureOf } from "../../../test/support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { roads } from "../../../test/support/payments.ts";
import { startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { countRows, openStore } from "../../../test/support/store.ts";
import type { Sandbox } from "../../index.ts";
import {
  isCapturable,
  isRefundable,
  isTerminal,
  nextStatus,
  paymentIntentCommands,
  paymentIntentOutcomes,
  paymentIntentTransitions,
  statusesThatAllow,
  type PaymentIntentCommand,
  type PaymentIntentOutcome,
} from "./payment-intent-state.ts";

interface Cell {
  status: PaymentIntentStatus;
  command: PaymentIntentCommand;
  outcome: PaymentIntentOutcome;
}

/** The method by which a confirmation ends in an outcome. */
const methods: Partial<Record<PaymentIntentOutcome, string>> = {
  approved: "pm_card_visa",
  authorized: "pm_card_visa",
  declined: "pm_card_visa_chargeDeclined",
  challenged: "pm_card_authenticationRequired",
  processing: "pm_usBankAccount_success",
};

/** The road to a status from which a command can end in an outcome. */
async function arrive({ status, command, outcome }: Cell, client: Client): Promise<string> {
  if (command === "increment" && status === "requires_capture") {
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      capture_method: "manual",
      incremental_authorization: "if_available",
      payment_method: "pm_card_visa",
      confirm: true,
    });
    return intent.id;
  }
  if (command === "fund" && status === "requires_action") {
    const customer = await client.customers.create();
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      customer: customer.id,
      payment_method_types: ["customer_balance"],
      payment_method_data: { type: "customer_balance" },
      confirm: true,
    });
    return intent.id;
  }
  if (command === "authenticate" && outcome === "done") {
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      confirmation_method: "manual",
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
    });
    return intent.id;
  }
  if (command === "authenticate" && outcome === "authorized") {
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      capture_method: "manual",
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
    });
    return intent.id;
  }
  if (command === "settle" && outcome === "declined") {
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_usBankAccount_accountClosed",
      payment_method_types: ["us_bank_account"],
      confirm: true,
    });
    return intent.id;
  }
  return roads[status](client);
}

/** Gives a command, or lets happen what no call asks for. */
async function give({ client, clock, settle }: Sandbox, id: string, cell: Omit<Cell, "status">): Promise<void> {
  const { command, outcome } = cell;
  switch (command) {
    case "update":
      return void (await client.paymentIntents.update(
        id,
        outcome === "method_chosen" ? { payment_method: "pm_card_visa" } : { amount: 2500 },
      ));
    case "annotate":
      return void (await client.paymentIntents.update(id, { metadata: { order: "7" } }));
    case "confirm":
      return void (await client.paymentIntents.confirm(id, {
        payment_method: methods[outcome] ?? "pm_card_visa",
        ...(outcome === "authorized" && { capture_method: "manual" as const }),
      }));
    case "authenticate":
      return void (await client.paymentIntents.authenticate(id, {
        outcome: outcome === "declined" ? "failed" : "succeeded",
      }));
    case "increment":
      return void (await client.paymentIntents.incrementAuthorization(id, { amount: 2500 }));
    case "capture":
      return void (await client.paymentIntents.capture(id));
    case "refund":
      return void (await client.paymentIntents.refund(id));
    case "cancel":
      return void (await client.paymentIntents.cancel(id, { cancellation_reason: "abandoned" }));
    case "fund": {
      const { customer } = await client.paymentIntents.get(id);
      if (customer !== null) await client.customers.fundCashBalance(customer, { amount: 2000, currency: "usd" });
      return undefined;
    }
    case "settle":
      await clock.advance(180);
      return settle();
    case "expire":
      await clock.advance(7 * 24 * 3600);
      return settle();
  }
}

const cells = paymentIntentStatuses.flatMap((status) =>
  paymentIntentCommands.flatMap((command) => paymentIntentOutcomes.map((outcome) => ({ status, command, outcome }))),
);
// A bank debit cannot be captured later, so an intent that may be processed is not also authorised here.
const legal = cells
  .filter(({ status, command, outcome }) => paymentIntentTransitions[status][command]?.[outcome])
  .filter(({ command, outcome }) => !(command === "confirm" && outcome === "authorized"));
const refused = paymentIntentStatuses.flatMap((status) =>
  paymentIntentCommands
    .filter((command) => paymentIntentTransitions[status][command] === null)
    .map((command) => ({ status, command })),
);
/** What no call asks for: where it is refused, it just does not happen. */
const happenings: ReadonlySet<PaymentIntentCommand> = new Set(["fund", "settle", "expire"]);

const eventsOf: Record<PaymentIntentOutcome, string> = {
  approved: "payment.succeeded",
  authorized: "payment.amount_capturable_updated",
  declined: "payment.failed",
  challenged: "payment.requires_action",
  processing: "payment.processing",
  method_chosen: "payment.updated",
  done: "payment.updated",
};
const eventsOfDone: Partial<Record<PaymentIntentCommand, string>> = {
  cancel: "payment.canceled",
  expire: "payment.canceled",
  increment: "payment.amount_capturable_updated",
  capture: "payment.succeeded",
  refund: "refund.completed",
};

describe("a command that the table allows", () => {
  test.each(legal)("leads from $status by $command, $outcome, to the next status", async (cell) => {
    const { status, command, outcome } = cell;
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const id = await arrive(cell, client);
    const before = await client.paymentIntents.get(id);
    expect(before.status).toBe(status);
    const after = await newestSeq(client);

    const call = give(sandbox, id, cell);
    const isError = outcome === "declined" && command !== "settle";
    const told = isError ? ((await failureOf(call)) as CardError).paymentIntent : await call.then(() => undefined);
    const intent = await client.paymentIntents.get(id);
    if (told) expect(told).toEqual(intent);
    expect(intent.status).toBe(nextStatus(status, command, outcome));
    expect(intent).toMatchObject({ currency: before.currency, created: before.created });
    const types = await eventTypesOf(client, after);
    expect(types).toContain(outcome === "done" ? (eventsOfDone[command] ?? "payment.updated") : eventsOf[outcome]);
    const held = command === "increment" ? 2500 : 2000;
    expect(intent.amount_received).toBe(intent.status === "succeeded" ? 2000 : 0);
    expect(intent.amount_capturable).toBe(isCapturable(intent.status) ? held : 0);
    expect((await balancesOf(client)).balanced).toBe(true);
    expect((await client.sandbox.reconcile()).differences).toEqual([]);
  });

  test.each(["requires_payment_method", "requires_confirmation", "requires_action"] as const)(
    "leads from %s by confirm, authorized, to the next status",
    async (status) => {
      const { client } = await startSandbox();
      const challenging = { payment_method: "pm_card_authenticationRequired", confirm: true };
      const waiting = { payment_method: "pm_card_visa" };
      const extra = { requires_payment_method: {}, requires_confirmation: waiting, requires_action: challenging };
      const { id } = await client.paymentIntents.create({ amount: 2000, currency: "usd", ...extra[status] });
      const intent = await client.paymentIntents.confirm(id, {
        payment_method: "pm_card_visa",
        capture_method: "manual",
      });
      expect(intent).toMatchObject({ status: "requires_capture", amount_capturable: 2000, amount_received: 0 });
      expect((await balancesOf(client)).accounts).toEqual({});
    },
  );
});

describe("a command that the table refuses", () => {
  test.each(refused.filter(({ command }) => !happenings.has(command)))(
    "$command of a $status intent writes nothing and emits nothing",
    async ({ status, command }) => {
      const file = temporaryFile();
      const sandbox = await startSandbox({ file });
      const { client } = sandbox;
      const id = await roads[status](client);
      const store = openStore(file);
      const before = [countRows(store), await client.paymentIntents.get(id)];
      for (const outcome of ["approved", "declined", "method_chosen"] as const) {
        // The client sends an idempotency key, which is kept with the answer; nothing else may be.
        const failure = await failureOf(give(sandbox, id, { command, outcome }));
        expect(failure).toMatchObject({ status: 400, type: "invalid_request_error" });
        expect(failure.code).toBe("payment_intent_unexpected_state");
        expect(failure.body).toMatchObject({ payment_intent: { id, status } });
      }
      const [rows, intent] = [countRows(store), await client.paymentIntents.get(id)];
      expect([{ ...rows, idempotency_keys: 0 }, intent]).toEqual([
        { ...(before[0] as Record<string, number>), idempotency_keys: 0 },
        before[1],
      ]);
    },
  );

  test.each(refused.filter(({ command }) => happenings.has(command)))(
    "$command does not happen to a $status intent",
    async ({ status, command }) => {
      const sandbox = await startSandbox();
      const { client } = sandbox;
      // One that another happening leads out of is left alone by it.
      const id = status === "processing" ? await stayProcessing(client) : await roads[status](client);
      const before = await client.paymentIntents.get(id);
      await give(sandbox, id, { command, outcome: "approved" });
      expect(await client.paymentIntents.get(id)).toEqual(before);
    },
  );
});

/** A debit that the bank never answers. */
async function stayProcessing(client: Client): Promise<string> {
  const intent = await client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_usBankAccount_processing",
    payment_method_types: ["us_bank_account"],
    confirm: true,
  });
  return intent.id;
}

test("the table is complete: statuses that allow a command are those with a way out by it", () => {
  expect(Object.keys(paymentIntentTransitions).toSorted()).toEqual([...paymentIntentStatuses].toSorted());
  for (const { status, command, outcome } of cells) {
    const next = nextStatus(status, command, outcome);
    expect(next === undefined || paymentIntentStatuses.includes(next)).toBe(true);
    expect(statusesThatAllow(command).includes(status)).toBe(paymentIntentTransitions[status][command] !== null);
  }
});

test("what is terminal, capturable and refundable follows from the table", () => {
  expect(paymentIntentStatuses.filter(isTerminal)).toEqual(["succeeded", "canceled"]);
  expect(paymentIntentStatuses.filter(isCapturable)).toEqual(["requires_capture"]);
  expect(paymentIntentStatuses.filter(isRefundable)).toEqual(["succeeded"]);
});
