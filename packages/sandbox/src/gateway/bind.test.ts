import { once } from "node:events";
import type { RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

import { inject } from "light-my-request";
import { expect, onTestFinished, test } from "vitest";

import { createChance } from "../platform/chance.ts";
import { createServers, type Servers } from "./bind.ts";

const host = "127.0.0.1";
const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;

function open(serve: RequestListener): Servers {
  const servers = createServers({ ids: createChance("bind").ids, serve, upgrade: (_request, socket) => socket.end() });
  onTestFinished(() => servers.close());
  return servers;
}

async function call(port: number): Promise<Socket> {
  const socket = connect({ host, port });
  await once(socket, "connect");
  return socket;
}

test("a connection on which something is under way has its answers, and ends with the first that comes after the close", async () => {
  const asked = Promise.withResolvers<() => void>();
  const servers = open(({ url }, response) => {
    if (url === "/slow") asked.resolve(() => response.end("slow"));
    else response.end("late");
  });
  const socket = await call(await servers.listen({ host, port: 0 }));
  const received = text(socket);
  socket.write(request("/slow"));
  const answer = await asked.promise;

  const closed = servers.close();
  socket.write(request("/late"));
  answer();

  const answers = (await received).split("\r\n\r\n");
  await closed;
  expect(answers.at(0)).toContain("200 OK");
  expect(answers.join()).toContain("slow");
  expect(answers.join()).toContain("Connection: close");
  expect(answers.at(-1)).toContain("late");
});

test("a request without a connection is answered until they are closed, and broken off from then on", async () => {
  const servers = open((_request, response) => void response.end("here"));

  const before = await inject(servers.serve, "/");
  await servers.close();

  expect(before.body).toBe("here");
  await expect(inject(servers.serve, "/")).rejects.toThrow("destroyed");
});

test("an address that is taken is a failure that names it, and keeps nothing from closing", async () => {
  const first = open((_request, response) => void response.end());
  const second = open((_request, response) => void response.end());
  const port = await first.listen({ host, port: 0 });

  await expect(second.listen({ host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await second.close();
});
