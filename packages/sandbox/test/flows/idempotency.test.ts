import { expect, test } from "vitest";

import { eventsOf } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

test("fifty creates side by side with one key make one intent: one is the first, the others are replays", async () => {
  const { client } = await startSandbox();
  const input = { amount: 2000, currency: "usd", payment_method: "tok_visa", confirm: true } as const;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => client.paymentIntents.create(input, { idempotencyKey: "the-one" })),
  );
  expect(answers.filter(({ lastResponse }) => lastResponse.idempotentReplayed)).toHaveLength(49);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(new Set(answers.map(({ lastResponse }) => lastResponse.requestId)).size).toBe(50);
  expect((await client.paymentIntents.list()).data).toHaveLength(1);
  expect((await client.charges.list()).data).toHaveLength(1);
  expect((await client.ledgerTransactions.list()).data).toHaveLength(1);
  expect((await eventsOf(client)).map(({ type }) => type)).toEqual([
    "payment.created",
    "transaction.recorded",
    "charge.succeeded",
    "payment.succeeded",
  ]);
});

test("two hundred creates with ten keys make ten intents", async () => {
  const { client } = await startSandbox();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      client.paymentIntents.create(
        { amount: 2000 + (index % 10), currency: "usd" },
        { idempotencyKey: `key-${index % 10}` },
      ),
    ),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(10);
  expect(answers.filter(({ lastResponse }) => !lastResponse.idempotentReplayed)).toHaveLength(10);
  expect(await eventsOf(client)).toHaveLength(10);
});
