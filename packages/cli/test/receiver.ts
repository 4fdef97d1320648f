import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";

/** A webhook whose signature the official package has accepted. */
export interface Received {
  id: string;
  type: string;
}

/** A server that verifies what it gets; `answer` decides on the status, and may hold it back. */
export async function startReceiver(
  secret: () => string,
  { port = 0, answer = (_count: number): number | Promise<number> => 200 } = {},
) {
  const received: Received[] = [];
  const refused: string[] = [];
  const bodies: string[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      count += 1;
      bodies.push(body);
      const status = await answer(count);
      try {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const event = new Webhook(secret()).verify(body, headers) as Received;
        if (status === 200) received.push({ id: event.id, type: event.type });
        response.writeHead(status).end();
      } catch (error) {
        refused.push(String(error));
        response.writeHead(400).end();
      }
    })();
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  const close = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  onTestFinished(close);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/webhook`,
    port: actual,
    received,
    refused,
    bodies,
    close,
    count: () => count,
  };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
