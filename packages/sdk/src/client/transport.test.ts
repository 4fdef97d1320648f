import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { createClient as createFetchClient } from "../index.ts";
import { createClient as createNodeClient, type ClientOptions } from "../node.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(listener: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void listener(request, response));
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  closers.push(stop);
  return { url: `http://127.0.0.1:${port}`, sockets, stop };
}

async function textOf(request: IncomingMessage) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** Answers with what was asked. */
const echo = async (request: IncomingMessage, response: ServerResponse) => {
  const { method, url, headers } = request;
  response.writeHead(200, { "content-type": "application/json", "request-id": "req_1" });
  response.end(JSON.stringify({ id: "pi_1", asked: { method, url, headers, body: await textOf(request) } }));
};

describe.for([
  ["the pool of Node", createNodeClient],
  ["fetch", createFetchClient],
] as const)("over %s", ([, createClient]) => {
  const connect = (baseUrl: string, options: ClientOptions = {}) => {
    const client = createClient({ apiKey: "sk_test_1", maxRetries: 0, ...options, baseUrl });
    closers.push(() => client.close());
    return client;
  };

  test("a POST carries JSON, credentials and an idempotency key", async () => {
    const { url } = await serve(echo);
    const answer = await connect(url).paymentIntents.create({ amount: 2000, currency: "usd", description: "Zoë 🦓" });
    expect(answer).toMatchObject({
      asked: {
        method: "POST",
        url: "/payments/payment_intents",
        headers: { authorization: "Bearer sk_test_1", "content-type": "application/json", accept: "application/json" },
        body: '{"amount":2000,"currency":"usd","description":"Zoë 🦓"}',
      },
    });
    expect(answer.lastResponse).toEqual({ status: 200, requestId: "req_1", idempotentReplayed: false });
  });

  test("a GET carries its parameters as a query, and neither body nor idempotency key", async () => {
    const { url } = await serve(echo);
    const answer = await connect(`${url}/prefix/`).call("payment_intents.list", { created: { gte: 1 }, limit: 3 });
    expect(answer).toMatchObject({
      asked: { method: "GET", url: "/prefix/payments/payment_intents?created[gte]=1&limit=3", body: "" },
    });
    expect(JSON.stringify(answer)).not.toMatch(/idempotency-key|content-type/);
  });

  test("a long answer in many pieces comes together, also between the bytes of a letter", async () => {
    const text = JSON.stringify({ id: "pi_1", description: "🦓".repeat(100_000) });
    const { url } = await serve((_, response) => {
      const bytes = Buffer.from(text);
      for (let start = 0; start < bytes.length; start += 9_999) response.write(bytes.subarray(start, start + 9_999));
      response.end();
    });
    const { description } = await connect(url).paymentIntents.get("pi_1");
    expect(description).toBe("🦓".repeat(100_000));
  });

  test("connections are used again, and closed with the client", async () => {
    const { url, sockets } = await serve(echo);
    const client = createClient({ baseUrl: url });
    for (let index = 0; index < 5; index++) await client.sandbox.health();
    // A request that follows at once upon an answer may find its connection not free yet.
    expect(sockets.size).toBeLessThanOrEqual(2);
    await client[Symbol.asyncDispose]();
    await client.close();
    await expect(client.sandbox.health()).rejects.toMatchObject({ name: "ConnectionError", reason: "closed" });
    if (createClient === createNodeClient) await Promise.all(Array.from(sockets, closed));
  });

  test("closing waits for requests in flight", async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<ServerResponse>();
    const { url } = await serve((_, response) => resolve(response));
    const client = connect(url);
    const asking = client.sandbox.health();
    const response = await arrived;
    let isClosed = false;
    const closing = client.close().then(() => (isClosed = true));
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    response.end('{"status":"ok"}');
    await closing;
    expect(await asking).toEqual({ status: "ok" });
  });

  test("nothing that listens is a refused connection, with what to do", async () => {
    const { url, stop } = await serve(echo);
    await stop();
    await expect(connect(url).sandbox.health()).rejects.toMatchObject({
      name: "ConnectionError",
      reason: "refused",
      message: `No answer from ${url}: Nothing listens there. Start the sandbox with \`micro sandbox start\`, or correct the base URL.`,
    });
  });

  test("a connection that breaks before or within the answer is reset", async () => {
    const before = await serve((request) => request.socket.destroy());
    await expect(connect(before.url).sandbox.health()).rejects.toMatchObject({ reason: "reset" });
    const within = await serve((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
    });
    await expect(connect(within.url).sandbox.health()).rejects.toMatchObject({ reason: "reset" });
  });

  test("encryption that is not spoken is told apart", async () => {
    const { url } = await serve(echo);
    await expect(connect(url.replace("http", "https")).sandbox.health()).rejects.toMatchObject({ reason: "tls" });
  });

  test.for(["an answer", "the rest of an answer"])("%s that does not come in time is a time-out", async (what) => {
    const { url } = await serve((_, response) => {
      if (what !== "an answer") response.writeHead(200, { "content-length": "100" }).write("{");
    });
    await expect(connect(url, { timeoutMs: 20 }).sandbox.health()).rejects.toMatchObject({ reason: "timeout" });
    await expect(connect(url).sandbox.health({}, { timeoutMs: 20 })).rejects.toMatchObject({ reason: "timeout" });
  });

  test("a signal ends a request that is under way, and one that has not begun", async () => {
    const controller = new AbortController();
    const { promise: arrived, resolve } = Promise.withResolvers<Socket>();
    const { url } = await serve((request) => resolve(request.socket));
    const client = connect(url, { maxRetries: 2, timeoutMs: 0 });
    const asking = client.sandbox.health({}, { signal: controller.signal });
    const socket = await arrived;
    controller.abort();
    await expect(asking).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    await closed(socket);
    await expect(client.sandbox.health({}, { signal: AbortSignal.abort(new RangeError("Mine.")) })).rejects.toThrow(
      "Mine.",
    );
  });

  test("a signal ends the wait between two attempts", async () => {
    const controller = new AbortController();
    const { url } = await serve((_, response) => {
      response.writeHead(503, { "retry-after": "50" });
      response.end(JSON.stringify({ error: { type: "api_error", code: "circuit_open", message: "Open." } }));
    });
    // It is told of just before the wait begins.
    const onRetry = () => void setImmediate(() => controller.abort());
    const asking = connect(url, { onRetry }).sandbox.health({}, { signal: controller.signal, maxRetries: 1 });
    await expect(asking).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });

  test("a text is read as it arrives, however long that takes, also between the bytes of a letter", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const [first, second] = [Buffer.from("one 🦓").subarray(0, 6), Buffer.from("one 🦓").subarray(6)];
    const { promise: wanted, resolve } = Promise.withResolvers<void>();
    const { url } = await serve(async (_, response) => {
      response.writeHead(200, { "content-type": "text/csv" }).write(first);
      await wanted;
      response.end(second);
    });
    const stream = await connect(url).stream("ledger.export", { format: "csv" }, { timeoutMs: 2000 });
    expect(stream.contentType).toBe("text/csv");
    const chunks: string[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      vi.advanceTimersByTime(60_000);
      resolve();
    }
    expect(chunks).toEqual(["one ", "🦓"]);
  });

  test("a text that breaks off is no text, and a refused one is an error of the API", async () => {
    const broken = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/csv" });
      response.write("half", () => setImmediate(() => request.socket.destroy()));
    });
    const read = async (stream: AsyncIterable<string>) => {
      for await (const chunk of stream) expect(chunk).toBe("half");
    };
    await expect(read(await connect(broken.url).stream("ledger.export", {}))).rejects.toMatchObject({
      name: "ConnectionError",
      reason: "reset",
    });
    const refusing = await serve((_, response) => {
      response.writeHead(403);
      response.end(JSON.stringify({ error: { type: "permission_error", code: "scope_missing", message: "No." } }));
    });
    await expect(connect(refusing.url).stream("ledger.export", {})).rejects.toMatchObject({ code: "scope_missing" });
    const silent = await serve(() => {});
    await expect(connect(silent.url).stream("ledger.export", {}, { timeoutMs: 20 })).rejects.toMatchObject({
      reason: "timeout",
    });
  });

  test.for(["a signal", "closing the client", "leaving the loop"])("%s ends a text that is read", async (what) => {
    const { promise: arrived, resolve } = Promise.withResolvers<Socket>();
    const { url } = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/csv" }).write("half");
      resolve(request.socket);
    });
    const controller = new AbortController();
    const client = connect(url, { timeoutMs: 0 });
    const stream = await client.stream("ledger.export", {}, { signal: controller.signal });
    const reading = (async () => {
      for await (const chunk of stream) {
        expect(chunk).toBe("half");
        if (what === "a signal") controller.abort();
        if (what === "closing the client") void client.close();
        if (what === "leaving the loop") return;
      }
    })();
    if (what === "a signal") await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    if (what === "closing the client") await expect(reading).rejects.toMatchObject({ reason: "closed" });
    await reading.catch(() => {});
    await closed(await arrived);
  });

  test("a redirect is not followed", async () => {
    const { url } = await serve((_, response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end());
    await expect(connect(url).sandbox.health()).rejects.toMatchObject({ reason: "invalid_answer", status: 307 });
  });
});

test("a request that waits for a connection of the pool is given up in time, and never sent", async () => {
  const asked: (string | undefined)[] = [];
  const waiting = Promise.withResolvers<ServerResponse>();
  const { url } = await serve((request, response) => {
    asked.push(request.url);
    if (asked.length === 1) waiting.resolve(response);
    else response.end("{}");
  });
  const client = createNodeClient({ baseUrl: url, maxConnections: 1, maxRetries: 0 });
  closers.push(() => client.close());
  const first = client.request("GET", "/first");
  const response = await waiting.promise;
  await expect(client.request("GET", "/second", { timeoutMs: 20 })).rejects.toMatchObject({ reason: "timeout" });
  response.end("{}");
  await first;
  await client.request("GET", "/third");
  expect(asked).toEqual(["/first", "/third"]);
});

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once("close", () => resolve());
  });
