import * as fc from "fast-check";
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";

import type { AnyEvent } from "../any-event.ts";
import { operations, type Operation, type PaymentIntent, type Session } from "../contract/index.ts";
import { createClient, type Answered, type ListPromise } from "../node.ts";

/** A client whose requests are answered with an empty object, and what it sent. */
function start(options: { apiKey?: string; baseUrl?: string } = {}, answer = () => Response.json({})) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (...args) => {
    sent.push(new Request(...args));
    return answer();
  };
  return { client: createClient({ baseUrl: "http://sandbox.test", ...options, fetch }), sent };
}

const camelCase = (name: string) => name.replaceAll(/_[a-z]/g, (pair) => pair.slice(1).toUpperCase());

const methodOf = (owner: unknown, name: string): unknown =>
  typeof owner === "object" && owner !== null ? Object.getOwnPropertyDescriptor(owner, name)?.value : undefined;

const isMethod = (value: unknown): value is (...args: unknown[]) => Promise<unknown> => typeof value === "function";

describe("the client", () => {
  test.for(Object.values<Operation>(operations))("has a method for $id", async ({ id, method, path }) => {
    const { client, sent } = start();
    const [resource = "", verb = ""] = id.split(".").map(camelCase);
    const call = methodOf(methodOf(client, resource), verb);
    if (!isMethod(call)) throw new TypeError(`There is no ${resource}.${verb}.`);
    await call(...(path.includes("{id}") ? ["x_1", { a: 1 }] : [{ a: 1 }]));
    const [request] = sent;
    const route = path.replace("{id}", "x_1");
    expect(request?.method).toBe(method);
    expect(request?.url).toBe(`http://sandbox.test${route}${method === "POST" ? "" : "?a=1"}`);
    expect(await request?.text()).toBe(method === "POST" ? '{"a":1}' : "");
  });

  test("has no other methods than those, and a few of its own", () => {
    const { client } = start();
    const resources = Object.values(operations).map(({ id }) => camelCase(id.split(".")[0] ?? ""));
    expect(new Set(Object.keys(client))).toEqual(
      new Set([...resources, "baseUrl", "call", "stream", "request", "subscribe", "waitFor", "close"]),
    );
  });

  test("knows the parameters and answers of its methods", () => {
    const { client } = start();
    type Pi = Promise<Answered<PaymentIntent>>;
    expectTypeOf(client.paymentIntents.create).returns.toEqualTypeOf<Pi>();
    expectTypeOf(client.paymentIntents.list).returns.toEqualTypeOf<ListPromise<PaymentIntent>>();
    expectTypeOf(client.events.list).returns.toEqualTypeOf<ListPromise<AnyEvent>>();
    expectTypeOf(client.events.get).returns.toEqualTypeOf<Promise<Answered<AnyEvent>>>();
    expectTypeOf(client.auth.login).returns.toEqualTypeOf<Promise<Answered<Session>>>();
    expectTypeOf(client.paymentIntents.get).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(client.paymentIntents.confirm).parameter(1).toExtend<{ payment_method?: string } | undefined>();
    expectTypeOf(client.call<"payment_intents.get">).returns.toEqualTypeOf<Pi>();
    // @ts-expect-error -- an intent is no text
    void (() => client.stream("payment_intents.get", { id: "pi_1" }));
    // @ts-expect-error -- the amount is a number
    void (() => client.paymentIntents.create({ amount: "1", currency: "usd" }));
    // @ts-expect-error -- the parameters are required
    void (() => client.paymentIntents.create());
    // @ts-expect-error -- options are not parameters
    void (() => client.auth.me({ apiKey: "jwt" }));
    // @ts-expect-error -- there is no such parameter
    void (() => client.call("payment_intents.get", { id: "pi_1", amount: 1 }));
  });

  test("calls an operation by id with one flat input", async () => {
    const { client, sent } = start();
    await client.call("payment_intents.confirm", { id: "pi_1", payment_method: "pm_card_visa" });
    await client.call("auth.logout", {}, { apiKey: "jwt" });
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      "/payments/payment_intents/pi_1/confirm",
      "/auth/logout",
    ]);
    expect(await sent[0]?.json()).toEqual({ payment_method: "pm_card_visa" });
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer jwt");
    expect(() => client.call(JSON.parse('"payment_intents.crate"'), {})).toThrow("There is no operation");
  });

  test("keeps any id within its place in the path", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", ".", "..", "a/b", "?", "%2F", "#")),
        async (id) => {
          const { client, sent } = start();
          if (["", ".", ".."].includes(id)) {
            await expect(client.paymentIntents.cancel(id)).rejects.toThrow(TypeError);
            expect(sent).toEqual([]);
            return;
          }
          await client.paymentIntents.cancel(id);
          const { pathname, search } = new URL(sent[0]?.url ?? "");
          const [, , , encoded = "", verb] = pathname.split("/");
          expect([decodeURIComponent(encoded), verb, search]).toEqual([id, "cancel", ""]);
        },
      ),
    );
  });

  test("sends credentials, request id and idempotency key as the request has them", async () => {
    const { client, sent } = start({ apiKey: "sk_test_1" });
    await client.auth.me({}, { apiKey: "jwt", requestId: "mine-1", idempotencyKey: "key-1" });
    const { headers } = sent[0] ?? new Request("http://sandbox.test");
    expect(headers.get("authorization")).toBe("Bearer jwt");
    expect(headers.get("x-request-id")).toBe("mine-1");
    expect(headers.get("idempotency-key")).toBe("key-1");
  });

  test.for(["apiKey", "requestId", "idempotencyKey"])("refuses a %s that a header cannot carry", async (option) => {
    const { client, sent } = start();
    for (const value of ["", "a\r\nb", "ü", "a b"]) {
      await expect(client.auth.me({}, { [option]: value })).rejects.toThrow(`\`${option}\` must be`);
    }
    expect(sent).toEqual([]);
  });

  test.for(["", "localhost:8080", "ftp://127.0.0.1", "127.0.0.1"])("refuses %j as base URL", (baseUrl) => {
    expect(() => createClient({ baseUrl })).toThrow("must be an http or https URL");
  });
});

describe("an answer", () => {
  const headers = { "request-id": "req_1", "idempotent-replayed": "true" };

  test("is a text, with its type, where the operation may answer with one", async () => {
    const { client } = start({}, () => new Response("a,b", { headers: { "content-type": "text/csv; charset=utf-8" } }));
    expect(await client.ledgerAccounts.statement("acct_1", { format: "csv" })).toEqual({
      object: "text_document",
      content_type: "text/csv; charset=utf-8",
      text: "a,b",
    });
  });

  test("tells what came with it, without showing it", async () => {
    const { client } = start({}, () => Response.json({ id: "pi_1" }, { status: 201, headers }));
    const intent = await client.paymentIntents.get("pi_1");
    expect(intent.lastResponse).toEqual({ status: 201, requestId: "req_1", idempotentReplayed: true });
    expect({ ...intent }).toEqual({ id: "pi_1" });
    expect(JSON.stringify(intent)).toBe('{"id":"pi_1"}');
  });

  test.for(["<html>", "", "null", "1"])("such as %j is none of the API's", async (text) => {
    const { client } = start({}, () => new Response(text));
    await expect(client.auth.me()).rejects.toMatchObject({ reason: "invalid_answer", status: 200 });
  });
});

describe("a request without an operation", () => {
  test("carries what it is given, and gives status, headers and data", async () => {
    const { client, sent } = start({}, () => Response.json([1], { headers: { "request-id": "req_1" } }));
    const answer = await client.request("POST", "/any?a=1", { body: { b: [2] }, query: { c: 3 }, maxRetries: 0 });
    expect(answer).toMatchObject({ status: 200, requestId: "req_1", data: [1], headers: { "request-id": "req_1" } });
    expect(sent[0]?.url).toBe("http://sandbox.test/any?a=1&c=3");
    expect(await sent[0]?.text()).toBe('{"b":[2]}');
    expect(sent[0]?.headers.get("idempotency-key")).not.toBeNull();
  });

  test("is safe to repeat when it is a POST, also without a body", async () => {
    const { client, sent } = start({}, () => Response.json({}));
    await client.request("POST", "/any");
    await client.request("DELETE", "/any", { body: {} });
    expect(sent.map(({ headers }) => headers.has("idempotency-key"))).toEqual([true, false]);
  });

  test("leaves no timer behind, which would keep the process from ending", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { client } = start();
    await client.request("GET", "/any");
    const lost = start({}, () => {
      throw new TypeError("fetch failed");
    });
    await expect(lost.client.request("GET", "/any", { maxRetries: 0 })).rejects.toThrow("No answer");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("gives text that is not JSON as it is, and refuses JSON that is not", async () => {
    const text = start({}, () => new Response("requests_total 1"));
    expect((await text.client.request("GET", "/metrics")).data).toBe("requests_total 1");
    const broken = start({}, () => new Response("{", { headers: { "content-type": "application/json" } }));
    await expect(broken.client.request("GET", "/any")).rejects.toMatchObject({ reason: "invalid_answer" });
    await expect(broken.client.request("GET", "http://elsewhere")).rejects.toThrow("must begin with `/`");
  });
});
