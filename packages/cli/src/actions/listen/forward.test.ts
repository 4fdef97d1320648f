import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { text } from "node:stream/consumers";

import { generate } from "selfsigned";
import { afterEach, expect, test } from "vitest";

import { createForwarder, type Attempt } from "./forward.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: Server): Promise<URL> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  closers.push(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`);
}

async function serve(handler: RequestListener): Promise<URL> {
  const server = createServer(handler);
  closers.push(() => server.closeAllConnections());
  return listen(server);
}

async function post(url: URL, body = "{}", timeoutMs = 500, skipVerify = false): Promise<Attempt> {
  const forwarder = createForwarder({ url, skipVerify, timeoutMs });
  closers.push(() => forwarder.close());
  return forwarder.post({ "x-one": "1" }, body, new AbortController().signal);
}

test("the body arrives byte by byte, with its headers, and the answer comes back", async () => {
  const received: unknown[] = [];
  const url = await serve((request, response) => {
    void text(request).then((body) => {
      received.push([request.method, request.url, request.headers["x-one"], body]);
      response.writeHead(201).end("taken");
    });
  });
  expect(await post(url, '{"name":"Zoë 🦓"}')).toMatchObject({
    answered: true,
    status: 201,
    body: "taken",
  });
  expect(received).toEqual([["POST", "/webhook", "1", '{"name":"Zoë 🦓"}']]);
});

test("a redirect is reported and not followed", async () => {
  const paths: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect(await post(url)).toMatchObject({ answered: true, status: 302 });
  expect(paths).toEqual(["/webhook"]);
});

test("the first 20 kB of an endless answer are kept, and its end is not waited for", async () => {
  const url = await serve((_request, response) => response.write("x".repeat(32_000)));
  const result = await post(url, "{}", 60_000);
  expect(result.answered && result.body.length).toBe(20_000);
});

test("the status counts even when the body never ends", async () => {
  const url = await serve((_request, response) => response.writeHead(200).write("part"));
  expect(await post(url, "{}", 2000)).toMatchObject({ answered: true, status: 200, body: "part" });
});

test.for<[string, () => Promise<URL>]>([
  ["timeout", () => serve(() => {})],
  ["connection_reset", () => serve((request) => request.socket.destroy())],
  ["tls_failure", async () => new URL((await serve(() => {})).href.replace("http:", "https:"))],
  [
    "connection_refused",
    async () => {
      const server = createTcpServer();
      const url = await listen(server);
      server.close();
      return url;
    },
  ],
  ["connection_reset", () => listen(createTcpServer((socket) => socket.end()))],
])("a receiver that gives no answer: %s", async ([reason, make]) => {
  expect(await post(await make(), "{}", 2000)).toMatchObject({ answered: false, reason });
});

test("what is no HTTP is no answer", async () => {
  const url = await listen(createTcpServer((socket) => socket.end("220 smtp.example.test\r\n")));
  expect(await post(url)).toMatchObject({ answered: false, reason: "unknown" });
});

test("a certificate that nobody vouches for is refused, and accepted on demand", async () => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }]);
  const server = createTlsServer({ cert, key }, (_request, response) => response.writeHead(204).end());
  closers.push(() => server.closeAllConnections());
  const url = new URL((await listen(server)).href.replace("http:", "https:"));
  expect(await post(url, "{}", 5000)).toMatchObject({ answered: false, reason: "tls_failure" });
  expect(await post(url, "{}", 5000, true)).toMatchObject({ answered: true, status: 204 });
});
