import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

import type { AttemptError, Client } from "@micro/sdk";
import { expect, onTestFinished, test } from "vitest";

import { startReceiver } from "../support/receiver.ts";
import { startSandbox } from "../support/sandbox.ts";

const create = (client: Client) => client.paymentIntents.create({ amount: 2000, currency: "usd" });
const enabled = { enabled_events: ["payment.created"] };

/** A server that speaks bytes: what it does with a connection once the head of a request has come. */
async function startRaw(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const raw = (text: string) => (socket: Socket) => void socket.end(text);
const status = (code: number, more = "") =>
  raw(`HTTP/1.1 ${code} Some\r\nconnection: close\r\n${more}content-length: 2\r\n\r\nno`);

/** Every fault, with what an attempt then says. */
const faults: [name: string, speak: (socket: Socket) => void, error: AttemptError | null, status: number | null][] = [
  ["hangs", () => {}, "timeout", null],
  ["answers the head byte by byte", trickle("HTTP/1.1 200 OK\r\nx: "), "timeout", null],
  ["answers the body byte by byte", trickle("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n"), "timeout", 200],
  [
    "hangs in the middle of the body",
    (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"),
    "timeout",
    200,
  ],
  ["sends 100 MB", flood, null, 200],
  ["closes before it answers", (socket) => socket.destroy(), "connection_reset", null],
  ["closes in the head", raw("HTTP/1.1 200 OK\r\ncontent-le"), "connection_reset", null],
  [
    "closes half-way through the body",
    raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"),
    "connection_reset",
    200,
  ],
  [
    "closes half-way through a chunk",
    raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nhalf"),
    "connection_reset",
    200,
  ],
  ["closes half-way through a failure", raw("HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\nhalf"), "status", 500],
  ["resets", (socket) => void socket.resetAndDestroy(), "connection_reset", null],
  ["is no HTTP server", raw("SSH-2.0-OpenSSH_9.7\r\n"), "protocol_error", null],
  ["answers with a status that is none", raw("HTTP/1.1 99 Odd\r\n\r\n"), "protocol_error", null],
  [
    "answers with two lengths",
    raw("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
    "protocol_error",
    null,
  ],
  [
    "sends more headers than may be",
    raw(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(40_000)}\r\n\r\n`),
    "protocol_error",
    null,
  ],
  [
    "says 100, which nobody asked for",
    raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    "protocol_error",
    null,
  ],
  ["says 103 and then 204", raw("HTTP/1.1 103 Early\r\nlink: </a>\r\n\r\nHTTP/1.1 204 OK\r\n\r\n"), null, 204],
  ["says 102 and then nothing", (socket) => void socket.write("HTTP/1.1 102 Processing\r\n\r\n"), "timeout", null],
  [
    "switches the protocol",
    raw("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    "protocol_error",
    null,
  ],
  ...([200, 201, 202, 204, 226] as const).map((code) => [`says ${code}`, status(code), null, code] as never),
  ...([300, 304, 305, 399] as const).map((code) => [`says ${code}`, status(code), "redirect", code] as never),
  ...([301, 302, 303, 307, 308] as const).map(
    (code) => [`redirects by ${code}`, status(code, "location: /again\r\n"), "redirect", code] as never,
  ),
  ...([400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 451, 499] as const).map(
    (code) => [`says ${code}`, status(code), "status", code] as never,
  ),
  ...([500, 501, 502, 503, 504, 507, 511, 599] as const).map(
    (code) => [`says ${code}`, status(code), "status", code] as never,
  ),
];

function trickle(head: string) {
  return (socket: Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write("a"), 20);
    socket.on("close", () => clearInterval(timer));
  };
}

/** Answers with 100 MB, as fast as they are taken. */
function flood(socket: Socket): void {
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * 1024 * 1024}\r\n\r\n`);
  const chunk = Buffer.alloc(64 * 1024, "x");
  let left = 1600;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on("drain", more);
  more();
}

test.each(faults)("a receiver that %s", async (_, speak, error, code) => {
  const { client, settle } = await startSandbox();
  const host = await startRaw(speak);
  await client.webhookEndpoints.create({ url: `http://${host}/`, timeout_ms: 400, ...enabled });
  await create(client);
  await settle();
  const [attempt, ...more] = (await client.webhookAttempts.list()).data;
  expect([attempt?.error, attempt?.status_code, more]).toEqual([error, code, []]);
  expect((attempt?.response_body ?? "").length).toBeLessThanOrEqual(20 * 1024);
  expect((await client.webhookDeliveries.list()).data[0]?.status).toBe(error === null ? "succeeded" : "pending");
});

test.each<[string, (port: number) => string, AttemptError]>([
  ["that refuses connections", (port) => `http://127.0.0.1:${port}/`, "connection_refused"],
  ["whose name is unknown", () => "http://no-such-host.invalid/", "dns_failure"],
])("a receiver %s", async (_, urlOf, error) => {
  const { client, settle } = await startSandbox();
  await client.webhookEndpoints.create({ url: urlOf(await freePort()), timeout_ms: 4000, ...enabled });
  await create(client);
  await settle();
  expect((await client.webhookAttempts.list()).data).toMatchObject([{ error, status_code: null }]);
});

test("a receiver whose TLS is none", async () => {
  const { client, settle } = await startSandbox();
  const plain = await startReceiver();
  await client.webhookEndpoints.create({ url: plain.url.replace("http:", "https:"), ...enabled });
  await create(client);
  await settle();
  expect((await client.webhookAttempts.list()).data).toMatchObject([{ error: "tls_failure", status_code: null }]);
});

test("none of many receivers that fail in every way keeps an event from one that is well, and memory stays bounded", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  for (const [, speak] of faults.slice(0, 19)) {
    const host = await startRaw(speak);
    await client.webhookEndpoints.create({ url: `http://${host}/`, timeout_ms: 3000, ...enabled });
  }
  const hanging = await startRaw(() => {});
  for (let made = 0; made < 20; made++) {
    await client.webhookEndpoints.create({ url: `http://${hanging}/`, timeout_ms: 30_000, ...enabled });
  }
  const well = await startReceiver();
  await client.webhookEndpoints.create({ url: well.url, ...enabled });
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  for (let made = 0; made < 50; made++) await create(client);
  await well.expectCount(50);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(new Set(well.received.map(({ event }) => event.id)).size).toBe(50);
  // Fifty answers of 100 MB each were begun meanwhile.
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
});
