import { randomInt } from "node:crypto";

import { ApiError, type Client } from "@micro/sdk";
import * as fc from "fast-check";
import { expect } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";

/** One call in a schedule. */
type Step =
  | { kind: "confirm"; method: string }
  | { kind: "authenticate"; passes: boolean }
  | { kind: "capture"; amount?: number }
  | { kind: "refund"; amount?: number }
  | { kind: "cancel" }
  | { kind: "dispute" };

const amountMax = 2000;
const amount = fc.integer({ min: 1, max: amountMax + 500 });
const optional = fc.option(amount, { nil: undefined });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        "pm_card_visa",
        "pm_card_visa",
        "tok_declined",
        "pm_card_authenticationRequired",
        "4000000000007726",
        "4000000000005126",
      )
      .map((method) => ({ kind: "confirm", method }) as const),
  },
  { weight: 2, arbitrary: fc.boolean().map((passes) => ({ kind: "authenticate", passes }) as const) },
  { weight: 3, arbitrary: optional.map((value) => withAmount("capture", value)) },
  { weight: 5, arbitrary: optional.map((value) => withAmount("refund", value)) },
  { weight: 1, arbitrary: fc.constant({ kind: "cancel" } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: "dispute" } as const) },
);
const withAmount = (kind: "capture" | "refund", value: number | undefined): Step =>
  value === undefined ? { kind } : { kind, amount: value };

/** Waves of calls at once on one intent; between waves time may pass. */
interface Schedule {
  manual: boolean;
  amount: number;
  waves: { steps: Step[]; pass: number }[];
}
const schedule: fc.Arbitrary<Schedule> = fc.record({
  manual: fc.boolean(),
  amount: fc.integer({ min: 50, max: amountMax }),
  waves: fc.array(
    fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 8 }),
      pass: fc.constantFrom(0, 0, 60, 3 * 24 * 3600),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Runs seeded schedules of calls side by side; whatever the order, the sums hold and the ledger agrees. */
export async function checkSchedules(numRuns: number): Promise<void> {
  const seed = Number(process.env["SCHEDULE_SEED"] ?? randomInt(2 ** 31));
  process.stdout.write(`${numRuns} schedules of payments by the seed ${seed} (SCHEDULE_SEED repeats it)\n`);
  const sandbox = await createSandbox({ seed: `schedules:${seed}`, frozenAt: 1_800_000_000 });
  let runs = 0;
  try {
    const run = async (drawn: Schedule) => {
      await runSchedule(sandbox, drawn);
      // The ledger is proven as a whole now and then: it grows with every schedule.
      runs += 1;
      if (runs % 50 === 0) await expectAgreement(sandbox);
    };
    await fc.assert(fc.asyncProperty(schedule, run), { seed, numRuns, endOnFailure: true });
    await expectAgreement(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function runSchedule({ client, clock, settle }: Sandbox, { manual, amount, waves }: Schedule): Promise<void> {
  const intent = await client.paymentIntents.create({
    amount,
    currency: "usd",
    capture_method: manual ? "manual" : "automatic",
  });
  for (const { steps, pass } of waves) {
    const outcomes = await Promise.allSettled(steps.map((one) => give(client, intent.id, one)));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expectRefusal(outcome.reason);
    }
    if (pass > 0) await clock.advance(pass);
  }
  await settle();
  await expectSums(client, intent.id);
}

async function give(client: Client, id: string, one: Step): Promise<void> {
  switch (one.kind) {
    case "confirm":
      return void (await client.paymentIntents.confirm(id, { payment_method: one.method }));
    case "authenticate":
      return void (await client.paymentIntents.authenticate(id, { outcome: one.passes ? "succeeded" : "failed" }));
    case "capture":
      return void (await client.paymentIntents.capture(
        id,
        one.amount === undefined ? {} : { amount_to_capture: one.amount },
      ));
    case "refund":
      return void (await client.paymentIntents.refund(id, one.amount === undefined ? {} : { amount: one.amount }));
    case "cancel":
      return void (await client.paymentIntents.cancel(id));
    case "dispute": {
      const { latest_charge: charge } = await client.paymentIntents.get(id);
      if (charge !== null) await client.disputes.create({ charge });
    }
  }
}

/** A call may be refused for its state, its amount or its card; never by a defect. */
function expectRefusal(reason: unknown): void {
  if (!(reason instanceof ApiError)) throw reason;
  expect([400, 402]).toContain(reason.status);
}

/** sum(refunds) ≤ captured ≤ authorised, and at most one charge succeeded. */
async function expectSums(client: Client, id: string): Promise<void> {
  const intent = await client.paymentIntents.get(id);
  const { data: charges } = await client.charges.list({ payment_intent: id, limit: 100 });
  const { data: refunds } = await client.refunds.list({ payment_intent: id, limit: 100 });
  const good = charges.filter(({ status }) => status === "succeeded");
  expect(good.length).toBeLessThanOrEqual(1);
  const captured = good[0]?.amount_captured ?? 0;
  const refunded = refunds
    .filter(({ status }) => status === "succeeded" || status === "pending")
    .reduce((sum, refund) => sum + refund.amount, 0);
  expect(refunded).toBe(good[0]?.amount_refunded ?? 0);
  expect(refunded).toBeLessThanOrEqual(captured);
  expect(captured).toBeLessThanOrEqual(intent.amount);
  expect(intent.amount_received).toBe(captured);
}

async function expectAgreement({ client, settle }: Sandbox): Promise<void> {
  await settle();
  expect((await client.sandbox.reconcile()).differences).toEqual([]);
  expect((await client.ledger.trialBalance()).balanced).toBe(true);
  expect((await client.ledger.verify()).valid).toBe(true);
}
