import { describe, expect, test, vi } from "vitest";

import type { ErrorCode, ErrorType } from "../contract/index.ts";
import { buildClient } from "./client.ts";
import { ConnectionError, type ConnectionErrorReason } from "./connection-error.ts";
import type { ClientOptions } from "./options.ts";
import { delay } from "./retry.ts";
import type { TransportRequest, TransportResponse } from "./transport.ts";

type Step = TransportResponse | Error;

const ok: TransportResponse = { status: 200, headers: {}, text: '{"id":"pi_1"}' };
const failure = (status: number, type: ErrorType, code: ErrorCode, headers: Record<string, string> = {}): Step => ({
  status,
  headers,
  text: JSON.stringify({ error: { type, code, message: "No." } }),
});
const unavailable = failure(503, "api_error", "provider_unavailable");
const broken = (reason: ConnectionErrorReason) => new ConnectionError(reason, "http://sandbox.test");

/** A client whose attempts end as told, one after the other, and whose waits are only written down. */
function clientWith(steps: Step[], options: ClientOptions = {}, random = 1) {
  const sent: TransportRequest[] = [];
  const delays: number[] = [];
  const send = async (request: TransportRequest) => {
    sent.push(request);
    const step = steps[sent.length - 1];
    if (!step) throw new TypeError("There was one attempt too many.");
    if (step instanceof Error) throw step;
    return step;
  };
  const client = buildClient(options, () => ({
    webSocket: vi.fn(),
    random: () => random,
    delay: async (ms) => void delays.push(ms),
    transport: {
      close: async () => {},
      send,
      open: send,
    },
  }));
  return { client, sent, delays };
}

const create = { amount: 2000, currency: "usd" } as const;

describe("a failure that may pass", () => {
  test.for<[string, Step]>([
    ["a refused connection", broken("refused")],
    ["a broken connection", broken("reset")],
    ["a name that cannot be resolved", broken("dns")],
    ["no answer in time", broken("timeout")],
    ["a lock", failure(409, "invalid_request_error", "lock_timeout")],
    ["an idempotency key in use", failure(409, "invalid_request_error", "idempotency_key_in_use")],
    ["a rate limit", failure(429, "rate_limit_error", "rate_limited")],
    ["an error of the sandbox", failure(500, "api_error", "internal_error")],
    ["a sandbox that is not available", unavailable],
    ["a proxy's error page", { status: 502, headers: {}, text: "<html>" }],
  ])("is tried again: %s", async ([, step]) => {
    const { client, sent } = clientWith([step, ok]);
    expect(await client.paymentIntents.get("pi_1")).toEqual({ id: "pi_1" });
    expect(sent).toHaveLength(2);
    const reading = clientWith([step, ok]);
    const chunks: string[] = [];
    for await (const chunk of await reading.client.stream("ledger.export", { format: "csv" })) chunks.push(chunk);
    expect([chunks, reading.sent.length]).toEqual([['{"id":"pi_1"}'], 2]);
  });

  test("is tried twice again by default, and then thrown", async () => {
    const { client, sent, delays } = clientWith([unavailable, unavailable, unavailable]);
    await expect(client.paymentIntents.get("pi_1")).rejects.toMatchObject({ code: "provider_unavailable" });
    expect(sent).toHaveLength(3);
    expect(delays).toEqual([250, 500]);
  });

  test("is tried as often as the client or the request has it", async () => {
    const never = clientWith([unavailable], { maxRetries: 0 });
    await expect(never.client.paymentIntents.get("pi_1")).rejects.toThrow("No.");
    const often = clientWith([...Array.from({ length: 7 }, () => unavailable), ok], { maxRetries: 0 });
    await often.client.paymentIntents.get("pi_1", {}, { maxRetries: 7 });
    expect(often.delays).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  test("is told before it is repeated, which waits until that is done", async () => {
    const told: unknown[] = [];
    const { client, sent } = clientWith([unavailable, broken("reset"), ok, unavailable], {
      maxRetries: 2,
      onRetry: async ({ method, path, error }) => {
        await Promise.resolve();
        told.push([sent.length, method, path, error.message]);
      },
    });
    await client.paymentIntents.get("pi_1");
    await expect(client.paymentIntents.get("pi_1", {}, { maxRetries: 0 })).rejects.toThrow("No.");
    const request = ["GET", "/payments/payment_intents/pi_1"];
    expect(told).toEqual([
      [1, ...request, "No."],
      [2, ...request, expect.stringContaining("The connection broke")],
    ]);
  });

  test("is waited for at least half of each delay, spread by chance", async () => {
    const { client, delays } = clientWith([unavailable, unavailable, ok], {}, 0);
    await client.paymentIntents.get("pi_1");
    expect(delays).toEqual([125, 250]);
  });

  test("keeps its idempotency key over all attempts, another one for each call", async () => {
    const { client, sent } = clientWith([unavailable, broken("reset"), ok, ok, ok]);
    await client.paymentIntents.create(create);
    await client.paymentIntents.create(create);
    await client.paymentIntents.create(create, { idempotencyKey: "mine" });
    const [first, second, third, fourth, fifth] = sent.map(({ headers }) => headers["idempotency-key"]);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    expect(fifth).toBe("mine");
  });
});

describe("a failure that cannot pass", () => {
  test.for<[string, Step]>([
    ["a state", failure(409, "invalid_request_error", "state_conflict")],
    ["a reference in use", failure(409, "invalid_request_error", "reference_conflict")],
    ["a parameter", failure(400, "invalid_request_error", "parameter_missing")],
    ["credentials", failure(401, "authentication_error", "api_key_invalid")],
    ["a decline", failure(402, "card_error", "card_declined")],
    ["a stored failure", failure(500, "api_error", "internal_error", { "idempotent-replayed": "true" })],
    ["a longer wait than a minute", failure(429, "rate_limit_error", "rate_limited", { "retry-after": "61" })],
    ["encryption", broken("tls")],
    ["a closed client", broken("closed")],
    ["something else that answers", { status: 200, headers: {}, text: "<html>" }],
    ["a redirect", { status: 302, headers: { location: "/" }, text: "" }],
    ["an error of the caller", new RangeError("Mine.")],
  ])("is thrown at once: %s", async ([, step]) => {
    const { client, sent, delays } = clientWith([step, ok]);
    await expect(client.paymentIntents.get("pi_1")).rejects.toThrow();
    expect(sent).toHaveLength(1);
    expect(delays).toEqual([]);
  });
});

test("the sandbox's Retry-After is waited for when it is longer than the delay", async () => {
  const limited = (seconds: string) => failure(429, "rate_limit_error", "rate_limited", { "retry-after": seconds });
  const { client, delays } = clientWith([limited("3"), limited("0"), limited("60"), ok], { maxRetries: 3 });
  await client.paymentIntents.get("pi_1");
  expect(delays).toEqual([3000, 500, 60_000]);
});

describe("a wait", () => {
  test("ends with the signal's reason, as soon as it is aborted", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const waiting = delay(1000, controller.signal);
    controller.abort(new RangeError("Enough."));
    await expect(waiting).rejects.toThrow("Enough.");
    await expect(delay(1000, controller.signal)).rejects.toThrow("Enough.");
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("takes its time, and leaves no listener behind", async () => {
    vi.useFakeTimers();
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    const waiting = delay(1000, signal);
    await vi.advanceTimersByTimeAsync(1000);
    await waiting;
    expect(remove).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});
