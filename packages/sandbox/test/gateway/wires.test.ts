import { connect } from "node:net";

import { describe, expect, test } from "vitest";

import { createSandbox } from "../../src/index.ts";
import { startReceiver } from "../support/receiver.ts";
import { startSandbox } from "../support/sandbox.ts";
import { hasIpv6, send, sendBytes } from "../support/wire.ts";

const frontEnd = "http://localhost:3000";
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const incoming = `00-${traceId}-00f067aa0ba902b7-01`;

describe("where it listens", () => {
  test.runIf(hasIpv6)("is this machine by IPv4 and by IPv6, whatever localhost means", async () => {
    const sandbox = await startSandbox();
    const answer = await send(`http://localhost:${sandbox.port}`, { path: "/health" });
    expect(answer.status).toBe(200);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(sandbox.port, "::1", () =>
        socket.write(`GET /health HTTP/1.1\r\nHost: [::1]:${sandbox.port}\r\nConnection: close\r\n\r\n`),
      );
      let received = "";
      socket.on("data", (data) => (received += data.toString()));
      socket.on("error", reject);
      socket.on("close", () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 200/);
  });

  test("is nowhere else unless that is allowed in so many words", async () => {
    await expect(createSandbox({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "host_not_allowed" });
    await expect(createSandbox({ corsOrigins: ["*"] })).rejects.toMatchObject({ code: "origin_invalid" });
    await expect(createSandbox({ host: "203.0.113.1", allowRemote: true })).rejects.toMatchObject({
      code: "host_unusable",
    });
  });

  test("everywhere means that every route needs a key, but for /health", async () => {
    const sandbox = await startSandbox({ host: "0.0.0.0", allowRemote: true });
    const get = (path: string, headers = {}) => send(sandbox.url, { path, headers });
    for (const path of ["/openapi.json", "/reference", "/auth/device", "/.well-known/jwks.json", "/nowhere"]) {
      expect((await get(path)).status).toBe(401);
    }
    expect((await get("/openapi.json", { authorization: `Bearer ${sandbox.apiKey}` })).status).toBe(200);
    expect((await get("/health")).status).toBe(200);
    expect((await get("/health", { host: "evil.test" })).status).toBe(403);
    expect((await get("/health", { host: "192.168.1.7" })).status).toBe(200);
  });
});

describe("one's own front end", () => {
  test("is let in by name, and reads the answer", async () => {
    const sandbox = await startSandbox({ corsOrigins: [frontEnd] });
    const headers = { origin: frontEnd, authorization: `Bearer ${sandbox.apiKey}` };
    const answer = await send(sandbox.url, { path: "/payments/payment_intents", headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ "access-control-allow-origin": frontEnd, vary: "Origin" });
    const preflight = await send(sandbox.url, { method: "OPTIONS", path: "/payments/payment_intents", headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers["access-control-allow-headers"]).toContain("idempotency-key");
    expect((await send(sandbox.url, { path: "/sandbox/requests", headers })).status).toBe(403);
  });
});

describe("a trace", () => {
  test("is kept with the request and passed on with what follows from it", async () => {
    const sandbox = await startSandbox();
    const receiver = await startReceiver();
    await sandbox.client.webhookEndpoints.create({ url: receiver.url, enabled_events: ["payment.created"] });
    const answer = await send(sandbox.url, {
      method: "POST",
      path: "/payments/payment_intents",
      headers: {
        authorization: `Bearer ${sandbox.apiKey}`,
        "content-type": "application/json",
        traceparent: incoming,
      },
      body: '{"amount":2000,"currency":"usd"}',
    });
    await receiver.expectCount(1);
    const passedOn = String(receiver.received[0]?.headers["traceparent"]);
    expect(passedOn).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(passedOn).not.toContain("00f067aa0ba902b7");
    const entry = await sandbox.client.requests.get(String(answer.headers["request-id"]));
    expect(entry.trace_id).toBe(traceId);
  });

  test.each([
    "",
    "x",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${traceId}-00f067aa0ba902b7-01`,
    `${incoming}-x`,
  ])("that is malformed is left out: %j", async (header) => {
    const sandbox = await startSandbox();
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, traceparent: header };
    await send(sandbox.url, { path: "/payments/payment_intents", headers });
    expect((await sandbox.client.requests.list({ limit: 1 })).data[0]?.trace_id).toBeNull();
  });

  test("goes to a collector where one is configured", async () => {
    const collector = await startReceiver();
    const endpoint = new URL(collector.url).origin;
    const sandbox = await startSandbox({ traceEndpoint: endpoint, frozenAt: undefined });
    await sandbox.client.paymentIntents.list();
    await collector.expectCount(1);
    const [received] = collector.received;
    expect(received?.path).toBe("/v1/traces");
    const { resourceSpans } = JSON.parse(received?.body ?? "") as {
      resourceSpans: { scopeSpans: { spans: Record<string, string>[] }[] }[];
    };
    const [span] = resourceSpans[0]!.scopeSpans[0]!.spans;
    expect(span).toMatchObject({ name: "payment_intents.list", kind: 2 });
    expect(span?.["traceId"]).toMatch(/^[0-9a-f]{32}$/);
    expect(BigInt(span!["endTimeUnixNano"]!) >= BigInt(span!["startTimeUnixNano"]!)).toBe(true);
  });
});

test("the metrics are for whoever has a key, in the format of Prometheus", async () => {
  const sandbox = await startSandbox();
  await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await sandbox.client.requests.list();
  expect((await send(sandbox.url, { path: "/metrics" })).status).toBe(401);
  const { text, headers } = await send(sandbox.url, {
    path: "/metrics",
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });
  expect(headers["content-type"]).toMatch(/^text\/plain/);
  for (const line of [
    'micro_requests_total{operation="payment_intents.create",status="201",code="none"} 1',
    'micro_request_duration_seconds_count{operation="payment_intents.create"} 1',
    'micro_circuit_state{circuit="writes"} 0',
    'micro_ledger_rows{kind="transaction"} 0',
    'micro_event_loop_lag_seconds{quantile="0.99"}',
  ]) {
    expect(text).toContain(line);
  }
});

test("bytes that are no request are answered as any other failure", async () => {
  const sandbox = await startSandbox();
  expect(await sendBytes(sandbox.url, "\r\n\r\nnonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400[^]*"request_malformed"/);
});
