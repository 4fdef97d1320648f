import { createClient } from "@micro/sdk";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { registerMember } from "../support/account.ts";
import { eventsOf } from "../support/look.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { openStream, seqsOf } from "../support/stream.ts";
import { sendBytes } from "../support/wire.ts";
import type { Sandbox } from "../../src/index.ts";

const intent = { amount: 2000, currency: "usd" } as const;
const make = (sandbox: Sandbox, count: number) =>
  Promise.all(Array.from({ length: count }, () => sandbox.client.paymentIntents.create(intent)));
const makeLarge = async (sandbox: Sandbox, count: number) => {
  const metadata = Object.fromEntries(upTo(50).map((index) => [`key ${index}`, "x".repeat(500)]));
  for (let made = 0; made < count; made += 50) {
    await Promise.all(upTo(50).map(() => sandbox.client.paymentIntents.create({ ...intent, metadata })));
  }
};
const upTo = (count: number, from = 1) => Array.from({ length: count - from + 1 }, (_, index) => index + from);

describe("a subscriber", () => {
  test("is told where the log stands, then each event as it happens, in the bytes of the API", async () => {
    const sandbox = await startSandbox();
    await make(sandbox, 3);
    const stream = await openStream(sandbox);
    expect(stream.socket.protocol).toBe("micro.v1");
    stream.say({ type: "subscribe" });
    expect(await stream.next()).toEqual({
      type: "ready",
      seq: 3,
      instance_id: sandbox.instanceId,
      history_id: expect.stringMatching(/^his_/) as string,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      account: sandbox.account.id,
      livemode: false,
    });
    await make(sandbox, 2);
    const messages = await stream.take(2);
    expect(seqsOf(messages)).toEqual([4, 5]);
    for (const message of messages) {
      if (message.type !== "event") throw new Error("This is no event.");
      expect(message.payload).toBe(JSON.stringify(await sandbox.client.events.get(message.id)));
    }
  });

  test.each([
    [0, [1, 2, 3, 4]],
    [2, [3, 4]],
    [3, [4]],
  ])("that names %i as the last it has gets %j", async (after, seqs) => {
    const sandbox = await startSandbox();
    await make(sandbox, 3);
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe", after });
    await stream.next();
    await make(sandbox, 1);
    expect(seqsOf(await stream.take(seqs.length))).toEqual(seqs);
  });

  test("hears only of the types it asked for", async () => {
    const sandbox = await startSandbox();
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe", types: ["charge.*", "payment.succeeded"] });
    await stream.next();
    await sandbox.client.paymentIntents.create({ ...intent, payment_method: "tok_visa", confirm: true });
    const types = (await stream.take(2)).map(
      (message) => message.type === "event" && (JSON.parse(message.payload) as { type: string }).type,
    );
    expect(types).toEqual(["charge.succeeded", "payment.succeeded"]);
  });

  test("gets a thousand events of before and what is written meanwhile, each once and in order", async () => {
    const sandbox = await startSandbox();
    await make(sandbox, 1000);
    const streams = await Promise.all([openStream(sandbox), openStream(sandbox)]);
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await make(sandbox, 10);
    })();
    for (const stream of streams) stream.say({ type: "subscribe", after: 0 });
    for (const stream of streams) expect(seqsOf(await stream.take(1201))).toEqual(upTo(1200));
    await writing;
  });

  test("that reads gets a history of many megabytes, however long it is", async () => {
    const sandbox = await startSandbox();
    await makeLarge(sandbox, 400);
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe", after: 0 });
    expect(seqsOf(await stream.take(401))).toEqual(upTo(400));
  });

  test("that stops reading for a moment gets everything, and the others do not wait for it", async () => {
    const sandbox = await startSandbox();
    const [slow, quick] = [await openStream(sandbox), await openStream(sandbox)];
    for (const stream of [slow, quick]) {
      stream.say({ type: "subscribe" });
      await stream.next();
    }
    slow.socket.pause();
    const count = 400;
    await makeLarge(sandbox, count);
    expect(seqsOf(await quick.take(count))).toEqual(upTo(count));
    expect(seqsOf(slow.messages)).toEqual([]);
    slow.socket.resume();
    expect(seqsOf(await slow.take(count))).toEqual(upTo(count));
  });

  test("may acknowledge, and comes to no harm by it", async () => {
    const sandbox = await startSandbox();
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe" });
    await stream.next();
    stream.say({ type: "ack", seq: 99 });
    await make(sandbox, 1);
    expect(seqsOf([await stream.next()])).toEqual([1]);
  });

  test("that reports a forward has it kept as an attempt", async () => {
    const sandbox = await startSandbox();
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe" });
    await stream.next();
    await make(sandbox, 1);
    const message = await stream.next();
    const id = message.type === "event" ? message.id : "";
    const url = "http://localhost:3000/hook";
    stream.say({
      type: "result",
      event_id: id,
      url,
      status: 200,
      latency_ms: 5,
      body: "fine",
      headers: { "webhook-id": id },
    });
    stream.say({ type: "result", event_id: id, url, status: 302, latency_ms: 5, body: "" });
    stream.say({ type: "result", event_id: id, url, status: 500, latency_ms: 5, body: "no" });
    const late = { reason: "timeout", message: "Too slow.", latency_ms: 15_000 } as const;
    stream.say({ type: "failed", event_id: id, url, ...late, headers: { "webhook-id": id } });
    stream.say({ type: "result", event_id: "evt_nope", url, status: 200, latency_ms: 5, body: "" });
    const attempts = async () => (await sandbox.client.webhookAttempts.list({ event: id })).data;
    await expect.poll(async () => (await attempts()).length).toBe(4);
    const common = { source: "listener", delivery: null, event: id, url };
    expect(await attempts()).toMatchObject([
      {
        ...common,
        status_code: null,
        error: "timeout",
        error_message: "Too slow.",
        request_headers: { "webhook-id": id },
      },
      { ...common, status_code: 500, error: "status", response_body: "no" },
      { ...common, status_code: 302, error: "redirect" },
      { ...common, status_code: 200, error: null, response_body: "fine", request_headers: { "webhook-id": id } },
    ]);
    expect(await eventsOf(sandbox.client)).toHaveLength(1);
    await make(sandbox, 1);
    expect(seqsOf([await stream.next()])).toEqual([2]);
  });
});

describe("a message that is not of the protocol", () => {
  test.each([
    ["text that is no JSON", "hello"],
    ["an array", "[]"],
    ["null", "null"],
    ["an unknown type", '{"type":"publish"}'],
    ["no type", "{}"],
    ["an unknown name", '{"type":"subscribe","form":5}'],
    ["a number below zero", '{"type":"subscribe","after":-1}'],
    ["a fraction", '{"type":"ack","seq":1.5}'],
    ["a type that no event has", '{"type":"subscribe","types":["payment.*","payment.suceeded"]}'],
    ["types that are no list", '{"type":"subscribe","types":"payment.*"}'],
    ["a status that is none", '{"type":"result","event_id":"evt_1","url":"x","status":99,"latency_ms":1,"body":""}'],
    [
      "a reason that is none",
      '{"type":"failed","event_id":"evt_1","url":"x","reason":"bad luck","message":"","latency_ms":1}',
    ],
    ["__proto__", '{"__proto__":{"type":"subscribe"}}'],
  ])("of %s closes the stream with its code", async (_, text) => {
    const sandbox = await startSandbox();
    const stream = await openStream(sandbox);
    stream.socket.send(text);
    expect(await stream.closed).toMatchObject({ code: 4400 });
    expect(stream.messages).toEqual([]);
  });

  test("of a second subscription closes the stream, too", async () => {
    const stream = await openStream(await startSandbox());
    stream.say({ type: "subscribe" });
    await stream.next();
    stream.say({ type: "subscribe" });
    expect(await stream.closed).toMatchObject({ code: 4400 });
  });

  test("of more than a megabyte closes the stream, and the sandbox goes on", async () => {
    const sandbox = await startSandbox();
    const stream = await openStream(sandbox);
    stream.socket.send("x".repeat(1024 * 1024 + 1));
    expect((await stream.closed).code).toBe(1009);
    expect((await sandbox.client.sandbox.health()).status).toBe("ok");
  });
});

describe("a subscriber without a protocol", () => {
  test("gets each event from now on as one text frame", async () => {
    const sandbox = await startSandbox();
    await make(sandbox, 2);
    const stream = await openStream(sandbox, { protocols: [] });
    expect(stream.socket.protocol).toBe("");
    // The handshake is answered before the log is looked at: a first event shows that it was.
    await expect.poll(async () => (await make(sandbox, 1), stream.frames.length)).toBeGreaterThan(0);
    const [created] = await make(sandbox, 1);
    await expect.poll(() => stream.frames.at(-1)).toContain(created!.id);
    const events = await eventsOf(sandbox.client);
    expect(stream.frames.every((frame) => events.some((event) => JSON.stringify(event) === frame))).toBe(true);
    expect(stream.frames).not.toContain(JSON.stringify(events[0]));
  });
});

describe("a handshake", () => {
  const refusal = (sandbox: Sandbox, headers: Record<string, string>, path = "/ws") =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}${path}`, ["micro.v1"], { headers });
      socket.on("open", () => reject(new Error("The handshake was accepted.")));
      socket.on("error", () => {});
      socket.on("unexpected-response", (_, response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      });
    });

  test("without the right credentials is refused with the status and the error of the API", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
    const cases: [Record<string, string>, number, string][] = [
      [{}, 401, "credentials_missing"],
      [bearer(`${sandbox.apiKey}x`), 401, "api_key_malformed"],
      [bearer(member.session.token), 401, "api_key_required"],
      [bearer((await member.createKey(["payments:read"])).key), 403, "scope_missing"],
      [{ ...bearer(sandbox.apiKey), origin: "http://evil.test" }, 403, "origin_forbidden"],
      [{ ...bearer(sandbox.apiKey), host: "evil.test" }, 403, "host_forbidden"],
      [{ ...bearer(sandbox.apiKey), "sec-fetch-site": "cross-site" }, 403, "origin_forbidden"],
    ];
    for (const [headers, status, code] of cases) {
      const answer = await refusal(sandbox, headers);
      expect([answer.status, (JSON.parse(answer.body) as { error: { code: string } }).error.code]).toEqual([
        status,
        code,
      ]);
    }
  });

  test("may carry the key as X-Api-Key or as the user of Basic", async () => {
    const sandbox = await startSandbox();
    const basic = Buffer.from(`${sandbox.apiKey}:`).toString("base64");
    for (const headers of [{ "x-api-key": sandbox.apiKey }, { authorization: `Basic ${basic}` }]) {
      const stream = await openStream(sandbox, { headers });
      stream.say({ type: "subscribe" });
      expect((await stream.next()).type).toBe("ready");
    }
  });

  test.each(["/", "/nope", "/ws/more", "//", "/events"])("at %s is refused as an unknown route", async (path) => {
    const sandbox = await startSandbox();
    const answer = await refusal(sandbox, { authorization: `Bearer ${sandbox.apiKey}` }, path);
    expect(answer.status).toBe(404);
  });

  test.each(["//", "http://[", "*", "ws://127.0.0.1/ws"])(
    "for the target %s is never a failure of ours",
    async (target) => {
      const sandbox = await startSandbox();
      const text = await sendBytes(
        sandbox.url,
        `GET ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      );
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  );
});

describe("an end", () => {
  test("by a reset closes every stream with its code, and the new history begins at one", async () => {
    const sandbox = await startSandbox();
    await make(sandbox, 5);
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe" });
    await stream.next();
    await sandbox.client.sandbox.reset();
    expect(await stream.closed).toMatchObject({ code: 4409 });
    const next = await openStream(sandbox);
    next.say({ type: "subscribe" });
    expect(await next.next()).toMatchObject({ type: "ready", seq: 0, instance_id: sandbox.instanceId });
    await make(sandbox, 1);
    expect(seqsOf([await next.next()])).toEqual([1]);
  });

  test("comes at once to a subscriber whose place is beyond the log", async () => {
    const sandbox = await startSandbox();
    await make(sandbox, 2);
    const stream = await openStream(sandbox);
    stream.say({ type: "subscribe", after: 3 });
    expect(await stream.closed).toMatchObject({ code: 4409 });
    expect(stream.messages).toEqual([]);
  });

  test("by a sandbox that stops says so", async () => {
    const sandbox = await startSandbox();
    const streams = [await openStream(sandbox), await openStream(sandbox, { protocols: [] })];
    streams[0]!.say({ type: "subscribe" });
    await streams[0]!.next();
    await sandbox.close();
    expect((await Promise.all(streams.map(({ closed }) => closed))).map(({ code }) => code)).toEqual([1001, 1001]);
  });

  test("by a subscriber that breaks off leaves the others and the sandbox as they were", async () => {
    const sandbox = await startSandbox();
    const [broken, kept] = [await openStream(sandbox), await openStream(sandbox)];
    for (const stream of [broken, kept]) {
      stream.say({ type: "subscribe" });
      await stream.next();
    }
    broken.socket.terminate();
    await make(sandbox, 20);
    expect(seqsOf(await kept.take(20))).toEqual(upTo(20));
  });
});

test("the SDK's subscriber comes back to a sandbox that is started again on its port, and misses nothing", async () => {
  const file = temporaryFile();
  const first = await startSandbox({ file });
  const { port, url, apiKey } = first;
  const client = createClient({ baseUrl: url, apiKey });
  const stream = client.subscribe({ after: 0 });
  await stream.ready();
  await make(first, 3);
  const seen: number[] = [];
  const read = async (count: number) => {
    while (seen.length < count) {
      const { value } = await stream.next();
      seen.push(value!.seq);
      stream.ack(value!.seq);
    }
  };
  await read(3);
  await first.close();
  const second = await startSandbox({ file, port });
  await make(second, 3);
  await read(6);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  await client.close();
});
