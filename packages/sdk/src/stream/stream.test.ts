import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocketServer, type WebSocket as ServerSocket } from "ws";

import { buildClient } from "../client/client.ts";
import { fetchTransport } from "../client/fetch-transport.ts";
import {
  AuthenticationError,
  ConnectionError,
  createClient,
  PermissionError,
  streamCloseCodes,
  type EventStream,
  type StreamEvent,
  type SubscribeOptions,
} from "../node.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Hands what is put to who takes, in order. */
function mailbox<T>() {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put: (item: T) => {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take: () =>
      new Promise<T>((resolve) => {
        const item = items.shift();
        if (item === undefined) takers.push(resolve);
        else resolve(item);
      }),
  };
}

interface Connection {
  socket: ServerSocket;
  authorization: string | undefined;
  /** The next message of the subscriber. */
  receive: () => Promise<unknown>;
  closed: Promise<number>;
  ready: (seq: number) => void;
  event: (seq: number, type?: string) => void;
}

/** A server that speaks the stream's protocol by the hand of the test. */
async function startServer() {
  const connections = mailbox<Connection>();
  const answer = { upgrade: true, status: 200, type: "authentication_error" };
  const http = createServer((_, response) => {
    const error = { type: answer.type, code: "api_key_revoked", message: "No." };
    response.writeHead(answer.status).end(JSON.stringify(answer.status === 200 ? { data: [] } : { error }));
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, stream, head) => {
    if (!answer.upgrade) {
      stream.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const messages = mailbox<unknown>();
      const { promise: closed, resolve } = Promise.withResolvers<number>();
      socket.on("message", (data: Buffer) => messages.put(JSON.parse(data.toString())));
      socket.on("close", resolve);
      const say = (message: object) => socket.send(JSON.stringify(message));
      const ready = {
        type: "ready",
        instance_id: "ins_1",
        history_id: "his_1",
        secret: "whsec_x",
        account: "org_1",
        livemode: false,
      };
      connections.put({
        socket,
        authorization: request.headers.authorization,
        receive: messages.take,
        closed,
        ready: (seq) => say({ ...ready, seq }),
        event: (seq, type = "payment.created") =>
          say({ type: "event", seq, id: `evt_${seq}`, payload: JSON.stringify({ id: `evt_${seq}`, seq, type }) }),
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const stop = async () => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  closers.push(stop);
  return { url: `http://127.0.0.1:${port}`, connect: connections.take, answer, stop };
}

/** Subscribes on Node's own WebSocket without waiting between attempts, and tells how long it would have waited. */
function subscribe(baseUrl: string, options: SubscribeOptions = {}) {
  const delays: number[] = [];
  const client = buildClient({ baseUrl, apiKey: "sk_test_1" }, () => ({
    transport: fetchTransport(baseUrl, fetch),
    webSocket: (url, init) => new WebSocket(url, init),
    random: () => 1,
    delay: async (ms, signal) => {
      signal?.throwIfAborted();
      delays.push(ms);
    },
  }));
  closers.push(() => client.close());
  return { client, delays, stream: client.subscribe(options) };
}

async function take(stream: EventStream, count: number): Promise<number[]> {
  const seqs: number[] = [];
  while (seqs.length < count) seqs.push((await nextOf(stream)).seq);
  return seqs;
}

async function nextOf(stream: EventStream): Promise<StreamEvent> {
  const { value } = await stream.next();
  if (!value) throw new Error("The stream ended.");
  return value;
}

describe("a subscription", () => {
  test("reads events over the pool's own WebSocket, with the payload to the letter", async () => {
    const server = await startServer();
    await using client = createClient({ baseUrl: server.url, apiKey: "sk_test_1" });
    const stream = client.subscribe({ types: ["payment.*"], after: 4 });
    const connection = await server.connect();
    expect(connection.socket.protocol).toBe("micro.v1");
    expect(connection.authorization).toBe("Bearer sk_test_1");
    expect(await connection.receive()).toEqual({ type: "subscribe", types: ["payment.*"], after: 4 });
    connection.ready(9);
    connection.event(5);
    const event = await nextOf(stream);
    expect(event).toMatchObject({ seq: 5, id: "evt_5", payload: '{"id":"evt_5","seq":5,"type":"payment.created"}' });
    expect(event.event.type).toBe("payment.created");
    expect(event.event).toBe(event.event);
  });

  test("is ready when the sandbox says so, and gives what it said", async () => {
    const server = await startServer();
    const onReady = vi.fn();
    const { stream } = subscribe(server.url, { onReady });
    const connection = await server.connect();
    expect(await connection.receive()).toEqual({ type: "subscribe" });
    connection.ready(7);
    const ready = await stream.ready();
    expect(ready).toMatchObject({ seq: 7, secret: "whsec_x", instance_id: "ins_1" });
    expect(onReady.mock.calls).toEqual([[ready]]);
  });

  test("gives an event that is sent again, which says nothing of its place", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { after: 4 });
    const first = await server.connect();
    first.ready(9);
    for (const seq of [2, 9]) {
      first.socket.send(JSON.stringify({ type: "event", seq, id: `evt_${seq}`, payload: "{}", replay: true }));
    }
    first.event(5);
    const given = [await nextOf(stream), await nextOf(stream), await nextOf(stream)];
    expect(given.map(({ seq, isReplay }) => [seq, isReplay])).toEqual([
      [2, true],
      [9, true],
      [5, false],
    ]);
  });

  test("goes on after the last event it received, and drops those that come twice", async () => {
    const server = await startServer();
    const onDisconnect = vi.fn();
    const { stream, delays } = subscribe(server.url, { after: 0, onDisconnect });
    const first = await server.connect();
    first.ready(3);
    for (const seq of [1, 2, 3]) first.event(seq);
    expect(await take(stream, 2)).toEqual([1, 2]);
    first.socket.close(streamCloseCodes.going_away, "Stopping.");

    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe", after: 3, history_id: "his_1" });
    second.ready(4);
    for (const seq of [2, 3, 4]) second.event(seq);
    expect(await take(stream, 2)).toEqual([3, 4]);
    expect(delays).toEqual([250]);
    expect(onDisconnect.mock.calls).toEqual([[{ code: 1001, reason: "Stopping.", retryInMs: 250 }]]);
  });

  test("that began live goes on where live began, although no event came before the connection was lost", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url);
    const first = await server.connect();
    first.ready(7);
    await stream.ready();
    first.socket.terminate();
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe", after: 7, history_id: "his_1" });
    second.ready(8);
    second.event(8);
    expect(await take(stream, 1)).toEqual([8]);
  });

  test("waits longer with each attempt that fails, and from the start again once it stood", async () => {
    const server = await startServer();
    const { stream, delays } = subscribe(server.url);
    const first = await server.connect();
    first.ready(1);
    await stream.ready();
    first.socket.terminate();
    for (let attempt = 0; attempt < 7; attempt++) (await server.connect()).socket.terminate();
    const last = await server.connect();
    last.ready(1);
    last.event(2);
    await take(stream, 1);
    last.socket.terminate();
    await server.connect();
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 250]);
  });

  test("gives a connection up for dead after three pings that did not come, and any message counts as one", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const server = await startServer();
    const { stream } = subscribe(server.url, { heartbeatMs: 2000 });
    const first = await server.connect();
    first.ready(1);
    await stream.ready();
    vi.advanceTimersByTime(5999);
    first.socket.send('{"type":"ping"}');
    first.event(2);
    await take(stream, 1);
    vi.advanceTimersByTime(5999);
    first.event(3);
    expect(await take(stream, 1)).toEqual([3]);
    vi.advanceTimersByTime(8000);
    expect(await (await server.connect()).receive()).toEqual({ type: "subscribe", after: 3, history_id: "his_1" });
    expect(await first.closed).toBe(1000);
    // Of a connection that has ended no timer is left, which would keep the process from ending.
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe("a reader that is slow", () => {
  test("holds no more events than the buffer takes, and misses none", async () => {
    const server = await startServer();
    const onDisconnect = vi.fn();
    const { stream } = subscribe(server.url, { after: 0, bufferSize: 4, onDisconnect });
    const first = await server.connect();
    first.ready(10);
    for (let seq = 1; seq <= 10; seq++) first.event(seq);
    expect(await first.closed).toBe(1000);
    expect(await take(stream, 2)).toEqual([1, 2]);
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe", after: 4, history_id: "his_1" });
    second.ready(10);
    second.event(5);
    expect(await take(stream, 3)).toEqual([3, 4, 5]);
    expect(onDisconnect).not.toHaveBeenCalled();
  });
});

describe("what a subscriber tells the sandbox", () => {
  test("is sent at once while connected", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url);
    const connection = await server.connect();
    connection.ready(1);
    await stream.ready();
    const result = { event_id: "evt_1", url: "http://127.0.0.1:3000", status: 200, latency_ms: 3, body: "ok" };
    const failure = { event_id: "evt_1", url: "http://127.0.0.1:3000", message: "", latency_ms: 3 };
    stream.ack(1);
    stream.result(result);
    stream.failed({ ...failure, reason: "timeout" });
    expect(stream.lastAcked).toBe(1);
    expect(await connection.receive()).toEqual({ type: "subscribe" });
    expect(await connection.receive()).toEqual({ type: "ack", seq: 1 });
    expect(await connection.receive()).toEqual({ type: "result", ...result });
    expect(await connection.receive()).toEqual({ type: "failed", reason: "timeout", ...failure });
  });

  test("waits for the next connection while there is none, acknowledgements as the last one", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { after: 0 });
    const result = { event_id: "evt_1", url: "http://127.0.0.1:3000", status: 200, latency_ms: 3, body: "ok" };
    stream.result(result);
    stream.ack(2);
    stream.ack(1);
    const connection = await server.connect();
    connection.ready(2);
    expect(await connection.receive()).toEqual({ type: "subscribe", after: 0 });
    expect(await connection.receive()).toEqual({ type: "result", ...result });
    expect(await connection.receive()).toEqual({ type: "ack", seq: 2 });
  });

  test("is kept for the next connection as the newest thousand", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { after: 0 });
    const failure = { url: "http://127.0.0.1:3000", reason: "timeout", message: "", latency_ms: 3 } as const;
    for (let seq = 1; seq <= 1001; seq++) stream.failed({ event_id: `evt_${seq}`, ...failure });
    const connection = await server.connect();
    connection.ready(2);
    expect(await connection.receive()).toEqual({ type: "subscribe", after: 0 });
    expect(await connection.receive()).toMatchObject({ event_id: "evt_2" });
  });
});

describe("another history", () => {
  test("is told and gone on with live, when the sandbox says so", async () => {
    const server = await startServer();
    const onHistoryChanged = vi.fn();
    const { stream } = subscribe(server.url, { after: 40, onHistoryChanged });
    // The events that these are about are not in the other one.
    stream.failed({ event_id: "evt_40", url: "http://127.0.0.1:3000", reason: "timeout", message: "", latency_ms: 3 });
    stream.ack(40);
    (await server.connect()).socket.close(streamCloseCodes.history_changed);
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe" });
    second.ready(2);
    second.event(3);
    expect(await take(stream, 1)).toEqual([3]);
    stream.ack(3);
    expect(await second.receive()).toEqual({ type: "ack", seq: 3 });
    expect(onHistoryChanged).toHaveBeenCalledOnce();
  });

  test("is told and gone on with, although the log was empty before", async () => {
    const server = await startServer();
    const onHistoryChanged = vi.fn();
    const { stream, delays } = subscribe(server.url, { onHistoryChanged });
    const first = await server.connect();
    first.ready(0);
    await stream.ready();
    first.socket.close(streamCloseCodes.history_changed);
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe" });
    second.ready(0);
    second.event(1);
    expect(await take(stream, 1)).toEqual([1]);
    expect(onHistoryChanged).toHaveBeenCalledOnce();
    expect(delays).toEqual([]);
  });

  test("that begins while the first connection is made is waited for, as any connection that is lost", async () => {
    const server = await startServer();
    const { stream, delays } = subscribe(server.url);
    (await server.connect()).socket.close(streamCloseCodes.history_changed);
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe" });
    second.ready(0);
    expect(await stream.ready()).toMatchObject({ seq: 0 });
    expect(delays).toEqual([500]);
  });

  test("is told when the newest event is older than the last one received, and read from its beginning if asked", async () => {
    const server = await startServer();
    const onHistoryChanged = vi.fn();
    const { stream } = subscribe(server.url, { after: 0, afterHistoryChange: "beginning", onHistoryChanged });
    const first = await server.connect();
    first.ready(5);
    first.event(5);
    expect(await take(stream, 1)).toEqual([5]);
    stream.ack(5);
    first.socket.terminate();
    const second = await server.connect();
    expect(await second.receive()).toEqual({ type: "subscribe", after: 5, history_id: "his_1" });
    second.ready(1);
    const third = await server.connect();
    expect(await third.receive()).toEqual({ type: "subscribe", after: 0 });
    third.ready(1);
    third.event(1);
    expect(await take(stream, 1)).toEqual([1]);
    expect(onHistoryChanged).toHaveBeenCalledOnce();
    expect(stream.lastAcked).toBeUndefined();
  });
});

describe("a subscription ends with an error", () => {
  test.for([
    [401, "authentication_error", AuthenticationError],
    [403, "permission_error", PermissionError],
  ] as const)("when the credentials do not do (%i)", async ([status, type, Class]) => {
    const server = await startServer();
    Object.assign(server.answer, { upgrade: false, status, type });
    const { stream, delays } = subscribe(server.url, { retryFirstConnection: true });
    await expect(stream.ready()).rejects.toThrow(Class);
    await expect(stream.next()).rejects.toThrow(Class);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(delays).toEqual([]);
  });

  test("when they no longer do, after the events that had come", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { after: 0 });
    const connection = await server.connect();
    connection.ready(1);
    connection.event(1);
    await stream.ready();
    Object.assign(server.answer, { upgrade: false, status: 401 });
    connection.socket.close(streamCloseCodes.going_away);
    expect(await take(stream, 1)).toEqual([1]);
    await expect(stream.next()).rejects.toThrow(AuthenticationError);
  });

  test("when the sandbox says that they ended, without another attempt", async () => {
    const server = await startServer();
    const { stream, delays } = subscribe(server.url, { after: 0, retryFirstConnection: true });
    const connection = await server.connect();
    connection.ready(0);
    await stream.ready();
    Object.assign(server.answer, { status: 401 });
    connection.socket.close(streamCloseCodes.credentials_ended);
    await expect(stream.next()).rejects.toThrow(AuthenticationError);
    expect(delays).toEqual([]);
  });

  test("when nothing listens at the first attempt, but not if it is to be tried again", async () => {
    const server = await startServer();
    await server.stop();
    const { stream } = subscribe(server.url);
    await expect(stream.next()).rejects.toMatchObject({ name: "ConnectionError", reason: "refused" });

    const { promise: tried, resolve } = Promise.withResolvers<void>();
    let attempts = 0;
    subscribe(server.url, { retryFirstConnection: true, onDisconnect: () => ++attempts === 3 && resolve() });
    await tried;
  });

  test("when requests are answered but no WebSocket opens", async () => {
    const server = await startServer();
    server.answer.upgrade = false;
    const { stream } = subscribe(server.url);
    await expect(stream.next()).rejects.toMatchObject({ name: "ConnectionError", reason: "upgrade" });
  });

  test.for([
    ["the sandbox sends something else", (socket: ServerSocket) => socket.send("hello")],
    ["the sandbox refuses a message", (socket: ServerSocket) => socket.close(streamCloseCodes.protocol_error)],
  ] as const)("when %s", async ([, act]) => {
    const server = await startServer();
    const { stream } = subscribe(server.url);
    act((await server.connect()).socket);
    await expect(stream.next()).rejects.toMatchObject({ name: "ConnectionError", reason: "protocol" });
  });

  test("with what the sandbox says of a subscription that it refuses", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { types: ["payment.suceeded"] });
    const { socket } = await server.connect();
    socket.close(streamCloseCodes.protocol_error, "No event type fits 'payment.suceeded'.");
    await expect(stream.next()).rejects.toThrow("No event type fits 'payment.suceeded'. Correct what was asked");
  });

  test("when its signal is aborted, with the signal's reason, and connects no more", async () => {
    const server = await startServer();
    const controller = new AbortController();
    const { stream } = subscribe(server.url, { signal: controller.signal });
    const connection = await server.connect();
    connection.ready(1);
    await stream.ready();
    const reading = stream.next();
    controller.abort();
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    await connection.closed;
    const early = subscribe(server.url, { signal: controller.signal });
    await expect(early.stream.next()).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });
});

describe("a subscription is closed", () => {
  test("by leaving the loop", async () => {
    const server = await startServer();
    const { stream } = subscribe(server.url, { after: 0 });
    const connection = await server.connect();
    connection.ready(2);
    connection.event(1);
    connection.event(2);
    for await (const { seq } of stream) {
      expect(seq).toBe(1);
      break;
    }
    await connection.closed;
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("with its client, and whoever waits for an event is told that there is none", async () => {
    const server = await startServer();
    const { client, stream } = subscribe(server.url);
    const connection = await server.connect();
    const reading = stream.next();
    await client.close();
    expect(await reading).toEqual({ done: true, value: undefined });
    await connection.closed;
    await expect(stream.ready()).rejects.toThrow(ConnectionError);
    stream.ack(1);
  });
});
