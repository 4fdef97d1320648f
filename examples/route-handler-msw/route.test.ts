import { sandboxHandlers } from "@micro/sandbox/msw";
import { sandboxTest } from "@micro/sandbox/vitest";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, expect, vi } from "vitest";

import { POST } from "./app/api/checkout/route.ts";

const test = sandboxTest();
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
beforeEach(() => server.resetHandlers());
afterAll(() => server.close());

const order = (amount: number) =>
  POST(new Request("http://shop.example/api/checkout", { method: "POST", body: JSON.stringify({ amount }) }));

test("the handler pays at its own host, and the sandbox answers", async ({ sandbox }) => {
  server.use(...sandboxHandlers(sandbox, "https://api.payments.example/v1"));
  vi.stubEnv("PAYMENTS_API_KEY", sandbox.apiKey);
  const answer = await order(2000);
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ status: "succeeded" });
  await expect(sandbox).toHaveEmitted("payment.succeeded", { amount: 2000 });
  await expect(sandbox).toBeBalanced();
});

test("what the API refuses is told to the page, and nothing has happened", async ({ sandbox }) => {
  server.use(...sandboxHandlers(sandbox, "https://api.payments.example/v1"));
  vi.stubEnv("PAYMENTS_API_KEY", "sk_test_wrong");
  expect((await order(2000)).status).toBe(502);
  await expect(sandbox).not.toHaveEmitted("payment.created");
});
