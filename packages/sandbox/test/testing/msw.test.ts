import { setupServer } from "msw/node";
import { Stripe } from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestSandbox, sandboxHandlers } from "../../src/msw.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterAll(() => server.close());

test("Stripe's own client pays at its own host, and the sandbox answers", async () => {
  await using sandbox = await createTestSandbox();
  server.use(...sandboxHandlers(sandbox));
  const stripe = new Stripe(sandbox.apiKey);
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  expect(intent.status).toBe("succeeded");
  expect((await stripe.paymentIntents.list({ limit: 1 })).data[0]?.id).toBe(intent.id);
  await expect(
    stripe.paymentIntents.create({
      amount: 1000,
      currency: "usd",
      payment_method: "pm_card_visa_chargeDeclined",
      confirm: true,
    }),
  ).rejects.toMatchObject({ code: "card_declined" });
  expect((await sandbox.events.list()).map(({ type }) => type)).toContain("payment.succeeded");
});

test("a path of the base URL is taken off, and another path is not answered", async () => {
  await using sandbox = await createTestSandbox();
  server.use(...sandboxHandlers(sandbox, "https://pay.example/api/"));
  const authorization = `Bearer ${sandbox.apiKey}`;
  const post = (url: string) =>
    fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: '{"amount":5}',
    });
  expect(await (await post("https://pay.example/api/payments/payment_intents")).json()).toMatchObject({
    error: { param: "currency" },
  });
  await expect(post("https://pay.example/apis/payments/payment_intents")).rejects.toThrow("fetch");
});

test("what is no base URL is refused", async () => {
  await using sandbox = await createTestSandbox();
  for (const url of ["api.stripe.com", "ftp://pay.example", ""]) {
    expect(() => sandboxHandlers(sandbox, url)).toThrow("is not a base URL");
  }
});
