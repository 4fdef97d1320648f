import { request, type IncomingMessage } from "node:http";

import type { AnyEvent } from "@micro/sdk";
import { describe, expect, onTestFinished, test } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

const intent = { amount: 2000, currency: "usd" } as const;

interface SentEvent {
  id: number;
  history: string;
  type: string;
  data: AnyEvent;
}

/** Opens the stream of server-sent events, as a browser's EventSource does. */
async function openEvents(sandbox: Sandbox, path = "/events/stream", headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(sandbox.url + path, {
      headers: { authorization: `Bearer ${sandbox.apiKey}`, ...headers },
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end();
    onTestFinished(() => void outgoing.destroy());
  });
  response.setEncoding("utf8");
  let text = "";
  let ended = false;
  response.on("data", (chunk: string) => (text += chunk));
  response.on("close", () => (ended = true));
  response.on("error", () => {});
  const events = (): SentEvent[] =>
    [...text.matchAll(/^id: (\d+)@(his_\w+)\nevent: (.+)\ndata: (.+)\n\n/gm)].map(
      ([, id, history = "", type = "", data = ""]) => ({
        id: Number(id),
        history,
        type,
        data: JSON.parse(data) as AnyEvent,
      }),
    );
  const take = async (count: number) => {
    await expect.poll(() => events().length, { timeout: 5000, interval: 5 }).toBeGreaterThanOrEqual(count);
    return events();
  };
  /** What an EventSource names when it comes again. */
  const lastId = () => /.*^id: ([^\n]+)\n/ms.exec(text)?.[1] ?? "";
  return { response, take, events, lastId, text: () => text, hasEnded: () => ended };
}

describe("the stream of server-sent events", () => {
  test("carries each event as it happens, with its number and the history as id", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.paymentIntents.create(intent);
    const stream = await openEvents(sandbox);
    expect(stream.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    await sandbox.client.paymentIntents.create(intent);
    const [event, ...more] = await stream.take(1);
    expect(more).toEqual([]);
    const data = await sandbox.client.events.get(event!.data.id);
    expect(event).toEqual({ id: 2, history: expect.stringMatching(/^his_/) as string, type: "payment.created", data });
  });

  test("resumes after Last-Event-ID, or after `after`, without gap or duplicate", async () => {
    const sandbox = await startSandbox();
    for (let made = 0; made < 4; made++) await sandbox.client.paymentIntents.create(intent);
    const header = await openEvents(sandbox, "/events/stream?after=1", { "last-event-id": "2" });
    const query = await openEvents(sandbox, "/events/stream?after=0");
    await sandbox.client.paymentIntents.create(intent);
    expect((await header.take(3)).map(({ id }) => id)).toEqual([3, 4, 5]);
    expect((await query.take(5)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  test("filters by types and patterns, for each of several listeners", async () => {
    const sandbox = await startSandbox();
    const charges = await openEvents(sandbox, "/events/stream?after=0&types=charge.*,customer.created");
    const payments = await openEvents(sandbox, "/events/stream?after=0&types=payment.succeeded");
    await sandbox.client.paymentIntents.create({ ...intent, payment_method: "tok_visa", confirm: true });
    expect((await charges.take(1)).map(({ type }) => type)).toEqual(["charge.succeeded"]);
    expect((await payments.take(1)).map(({ type }) => type)).toEqual(["payment.succeeded"]);
  });

  test("carries what is sent again without an id, so that it does not move the reader's place", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.paymentIntents.create(intent);
    const stream = await openEvents(sandbox);
    const [event] = (await sandbox.client.events.list()).data;
    expect(await sandbox.client.events.resend(event!.id)).toMatchObject({ listener_count: 1 });
    await expect.poll(() => stream.text()).toContain(event!.id);
    expect(stream.events()).toEqual([]);
    expect(stream.lastId()).toMatch(/^1@his_/);
  });

  test("resumes after the id of an event, and after the place at which it began where none has come", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.paymentIntents.create(intent);
    const stream = await openEvents(sandbox);
    await expect.poll(() => stream.lastId()).toMatch(/^1@his_/);
    const place = stream.lastId();
    await sandbox.client.paymentIntents.create(intent);
    const began = await openEvents(sandbox, "/events/stream", { "last-event-id": place });
    await sandbox.client.paymentIntents.create(intent);
    expect((await began.take(2)).map(({ id }) => id)).toEqual([2, 3]);
    await stream.take(2);
    const again = await openEvents(sandbox, `/events/stream?after=${stream.lastId()}`);
    await sandbox.client.paymentIntents.create(intent);
    expect((await again.take(1)).map(({ id }) => id)).toEqual([4]);
  });

  test("is told of a reset and ends, and whoever comes again gets the new history from its beginning", async () => {
    const sandbox = await startSandbox();
    const stream = await openEvents(sandbox);
    await sandbox.client.paymentIntents.create(intent);
    await stream.take(1);
    const idle = await openEvents(sandbox, "/events/stream?types=payout.*");
    await sandbox.client.sandbox.reset();
    for (const reader of [stream, idle]) {
      await expect.poll(() => reader.hasEnded()).toBe(true);
      expect(reader.text()).toMatch(/event: closed\ndata: \{"code":4409,"reason":"The sandbox was reset."\}\n\n$/);
    }
    for (let made = 0; made < 3; made++) await sandbox.client.paymentIntents.create(intent);
    for (const reader of [stream, idle]) {
      const again = await openEvents(sandbox, "/events/stream", { "last-event-id": reader.lastId() });
      const events = await again.take(3);
      expect(events.map(({ id }) => id)).toEqual([1, 2, 3]);
      expect(events[0]!.history).not.toBe(stream.events()[0]!.history);
      expect(again.lastId()).toBe(`3@${events[0]!.history}`);
    }
  });

  test("is told of a restore, and whoever comes again gets what is in the snapshot and what follows", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.paymentIntents.create(intent);
    const { id } = await sandbox.snapshots.save();
    const stream = await openEvents(sandbox, "/events/stream?after=0");
    await sandbox.client.paymentIntents.create(intent);
    await stream.take(2);
    await sandbox.snapshots.restore(id);
    await expect.poll(() => stream.hasEnded()).toBe(true);
    await sandbox.client.paymentIntents.create({ ...intent, amount: 3000 });
    const again = await openEvents(sandbox, "/events/stream", { "last-event-id": stream.lastId() });
    expect((await again.take(2)).map(({ data }) => data.seq)).toEqual([1, 2]);
  });

  test("ends when the sandbox stops", async () => {
    const sandbox = await startSandbox();
    const stream = await openEvents(sandbox);
    await sandbox.close();
    await expect.poll(() => stream.hasEnded()).toBe(true);
  });

  test.each([
    ["/events/stream?after=9", {}, 409, "state_conflict"],
    ["/events/stream", { "last-event-id": "evt_1" }, 400, "parameter_invalid_integer"],
    ["/events/stream", { "last-event-id": "1@evt_1" }, 400, "parameter_invalid_integer"],
    ["/events/stream?after=-1", {}, 400, "parameter_invalid_integer"],
    ["/events/stream?types=payment.suceeded", {}, 400, "parameter_invalid"],
    ["/events/stream?types=", {}, 400, "parameter_invalid"],
    ["/events/stream?types=payment.*&types=charge.*", {}, 400, "parameter_invalid"],
    ["/events/stream?afer=1", {}, 400, "parameter_unknown"],
    ["/events/stream", { authorization: "Bearer sk_test_nope" }, 401, "api_key_malformed"],
    ["/events/stream", { origin: "http://evil.test" }, 403, "origin_forbidden"],
  ])("refuses %s with %j by %i %s", async (path, headers, status, code) => {
    const sandbox = await startSandbox();
    const authorization = `Bearer ${sandbox.apiKey}`;
    const answer = await send(sandbox.url, { method: "GET", path, headers: { authorization, ...headers } });
    expect([answer.status, answer.error?.code]).toEqual([status, code]);
  });

  test("says that what is after a place is gone", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.paymentIntents.create(intent);
    await sandbox.client.paymentIntents.create(intent);
    await sandbox.clock.advance(31 * 24 * 3600);
    await sandbox.client.paymentIntents.create(intent);
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, "last-event-id": "1" };
    const answer = await send(sandbox.url, { method: "GET", path: "/events/stream", headers });
    expect([answer.status, answer.error?.code]).toEqual([410, "event_gone"]);
    expect((await (await openEvents(sandbox, "/events/stream?after=0")).take(1))[0]?.id).toBe(3);
  });
});
