import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";

import { createClient as createFetchClient } from "../index.ts";
import { createClient as createNodeClient, type ClientOptions } from "../node.ts";

/** As someone without types writes it. */
const untyped = (value: unknown) => value as never;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A client whose every request is counted, and answered with an empty list. */
function start(options: ClientOptions = {}) {
  let count = 0;
  const fetch: typeof globalThis.fetch = async () => {
    count += 1;
    return Response.json({ object: "list", data: [], has_more: false });
  };
  return { client: createNodeClient({ baseUrl: "http://sandbox.test", ...options, fetch }), sent: () => count };
}

describe.for([
  ["the pool of Node", createNodeClient],
  ["fetch", createFetchClient],
] as const)("a client over %s", ([, createClient]) => {
  test.each([
    [{ timeout: 5000 }, "There is no option `timeout`. The options are apiKey, baseUrl, timeoutMs"],
    [{ apikey: "sk_test_1" }, "There is no option `apikey`"],
    [{ toString: 1 }, "There is no option `toString`"],
    [null, "Options are an object, such as {}; null is none."],
    ["sk_test_1", "Options are an object, such as {}; a text is none."],
    [{ apiKey: null }, "`apiKey` should be a text; null is not."],
    [{ timeoutMs: Infinity }, "`timeoutMs` should be milliseconds from 0, which is no limit, to 2147483647"],
    [{ timeoutMs: 2 ** 31 }, "2147483648 is not."],
    [{ timeoutMs: -1 }, "-1 is not."],
    [{ timeoutMs: Number.NaN }, "NaN is not."],
    [{ timeoutMs: "5000" }, "a text is not."],
    [{ maxRetries: Number.NaN }, "`maxRetries` should be a whole number of at least 0; NaN is not."],
    [{ maxConnections: 0 }, "`maxConnections` should be a whole number of at least 1; 0 is not."],
    [{ onRetry: true }, "`onRetry` should be a function; true is not."],
  ])("is not made with %j", (options, message) => {
    expect(() => createClient(untyped(options))).toThrow(TypeError);
    expect(() => createClient(untyped(options))).toThrow(message);
  });

  test("does not say a key in an error", () => {
    expect(() => createClient(untyped("sk_test_secret"))).not.toThrow("secret");
  });

  test("takes what is undefined as left out", () => {
    expect(() => createClient({ apiKey: undefined, timeoutMs: undefined, maxRetries: undefined })).not.toThrow();
  });

  test("opens no stream once it is closed", async () => {
    let upgrades = 0;
    const server = createServer((_, response) => response.end("{}"));
    server.on("upgrade", (_, socket) => {
      upgrades += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, fetch: globalThis.fetch });
    await client.close();

    const stream = client.subscribe();
    await expect(stream.ready()).rejects.toMatchObject({ name: "ConnectionError", reason: "closed" });
    await expect(stream.next()).rejects.toMatchObject({ name: "ConnectionError", reason: "closed" });
    await expect(client.waitFor("payment.succeeded")).rejects.toMatchObject({ reason: "closed" });
    expect(upgrades).toBe(0);
  });
});

describe("a request", () => {
  test.each([
    [{ idempotency_key: "order-1" }, "There is no option `idempotency_key`"],
    [{ timeout: 5 }, "There is no option `timeout`"],
    [{ timeoutMs: Infinity }, "`timeoutMs` should be milliseconds"],
    [{ signal: new AbortController() }, "`signal` should be an AbortSignal"],
    ["order-1", "Options are an object"],
  ])("with the options %j is rejected and not sent", async (options, message) => {
    const { client, sent } = start();
    const misused = untyped(options);
    for (const call of [
      client.paymentIntents.create({ amount: 2000, currency: "usd" }, misused),
      client.paymentIntents.list({}, misused),
      client.call("payment_intents.get", { id: "pi_1" }, misused),
      client.stream("ledger.export", { format: "csv" }, misused),
    ]) {
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow(message);
    }
    expect(sent()).toBe(0);
  });

  test.each([
    [{ customer: null }, "`customer` cannot be sent: null is no text"],
    [{ created: { gte: new Date(0) } }, "`created[gte]` cannot be sent: an object ([object Date]) is no text"],
    [{ created: { gte: 10n } }, "`created[gte]` cannot be sent: 10 is no text"],
    [{ signal: new AbortController().signal }, "`signal` cannot be sent"],
    [{ ids: [undefined, null] }, "`ids[]` cannot be sent: null"],
  ])("for a list filtered by %o is rejected and not sent without the filter", async (filter, message) => {
    const { client, sent } = start();
    const call = client.paymentIntents.list(untyped(filter));
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(message);
    expect(sent()).toBe(0);
  });
});

describe("a wait for an event", () => {
  test.each([
    [[{ timeoutMs: 5000 }], "The second argument is a function of an event"],
    [
      [undefined, { timeout: 5000 }],
      "There is no option `timeout`. The options are timeoutMs, after, pastMax, signal.",
    ],
    [[undefined, { timeoutMs: Infinity }], "`timeoutMs` should be milliseconds"],
    [[undefined, { after: -1 }], "`after` should be a whole number of at least 0; -1 is not."],
  ])("called with %j is rejected at once", async (rest, message) => {
    const { client, sent } = start();
    const wait: unknown = Reflect.apply(client.waitFor, client, ["payment.succeeded", ...rest]);
    await expect(wait).rejects.toThrow(message);
    expect(sent()).toBe(0);
  });
});

test.each([
  [{ type: "payment.*" }, "There is no option `type`. The options are types, after"],
  [{ types: "payment.*" }, "`types` should be a list of texts; a text is not."],
  [{ after: -1 }, "`after` should be a whole number"],
  [{ bufferSize: 0 }, "`bufferSize` should be a whole number of at least 1; 0 is not."],
  [{ heartbeatMs: 0 }, "`heartbeatMs` should be a whole number of at least 1"],
  [{ afterHistoryChange: "start" }, '`afterHistoryChange` should be "live" or "beginning"'],
  [{ retryFirstConnection: 1 }, "`retryFirstConnection` should be true or false"],
])("a subscription is not opened with %j", (options, message) => {
  const { client } = start({ webSocket: () => expect.unreachable() });
  expect(() => client.subscribe(untyped(options))).toThrow(TypeError);
  expect(() => client.subscribe(untyped(options))).toThrow(message);
});
