import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { limits } from "../../src/platform/limits.ts";
import { startSandbox } from "../support/sandbox.ts";
import { hasIpv6, send } from "../support/wire.ts";

async function open(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect(port, host);
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

test("a connection beyond the limit is closed at once, and there is room again when another one goes", async () => {
  const sandbox = await startSandbox();
  await sandbox.client.close();
  const sockets: Socket[] = [];
  while (sockets.length < limits.connectionsMax) sockets.push(await open(sandbox.port));
  const tooMany = await open(sandbox.port);
  await once(tooMany, "close");
  expect(tooMany.bytesRead).toBe(0);
  const [first] = sockets;
  first!.destroy();
  await expect
    .poll(() =>
      send(sandbox.url, { path: "/health" }).then(
        ({ status }) => status,
        () => undefined,
      ),
    )
    .toBe(200);
});

test.runIf(hasIpv6)("connections by IPv4 and by IPv6 count together", async () => {
  const sandbox = await startSandbox();
  await sandbox.client.close();
  for (let count = 0; count < limits.connectionsMax; count++) {
    await open(sandbox.port, count % 2 === 0 ? "127.0.0.1" : "::1");
  }
  for (const host of ["127.0.0.1", "::1"]) {
    const tooMany = await open(sandbox.port, host);
    await once(tooMany, "close");
    expect(tooMany.bytesRead).toBe(0);
  }
});

test("a request whose body does not come to an end is answered after its time, and does nothing", async () => {
  const sandbox = await startSandbox();
  const socket = await open(sandbox.port);
  let text = "";
  socket.on("data", (data) => (text += data.toString()));
  socket.write(
    `POST /payments/payment_intents HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${sandbox.apiKey}\r\n` +
      `content-type: application/json\r\ncontent-length: 100\r\n\r\n{"amount":2000`,
  );
  await once(socket, "close");
  expect(text).toMatch(/^HTTP\/1\.1 408/);
  expect(text).toContain('"code":"request_timeout"');
  expect((await sandbox.client.events.list()).data).toEqual([]);
}, 60_000);
