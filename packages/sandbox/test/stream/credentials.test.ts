import { AuthenticationError, createClient } from "@micro/sdk";
import { describe, expect, onTestFinished, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { callFor } from "../support/connect.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";
import { openStream, seqsOf } from "../support/stream.ts";
import type { Sandbox } from "../../src/index.ts";

const intent = { amount: 2000, currency: "usd" } as const;
const day = 24 * 3600;
const reason = "The credentials hold no longer.";

/** What ends a key of the default account. */
type End = (sandbox: Sandbox, id: string) => Promise<unknown>;
const revoke: End = (sandbox, id) => sandbox.client.apiKeys.revoke(id);
const endings: [string, End][] = [
  ["is revoked", revoke],
  ["is rolled without overlap", (sandbox, id) => sandbox.client.apiKeys.roll(id, { overlap_s: 0 })],
  ["expires", (sandbox) => sandbox.clock.advance(day)],
];

async function begin(end: End = revoke) {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id, key: apiKey } = await client.apiKeys.create({ environment: "test", expires_at: frozenAt + day });
  const newestSeq = async () => (await client.events.list({ limit: 1 })).data[0]?.seq ?? 0;
  return { sandbox, client, reader: { url: sandbox.url, apiKey }, end: () => end(sandbox, id), newestSeq };
}

const openEvents = ({ url, apiKey }: { url: string; apiKey: string }) =>
  fetch(`${url}/events/stream`, { headers: { authorization: `Bearer ${apiKey}` } });

describe("when its key", () => {
  test.each(endings)("%s a WebSocket is closed before anything that happens from then on", async (_, how) => {
    const { sandbox, client, reader, end, newestSeq } = await begin(how);
    const [stream, other] = [await openStream(reader), await openStream(sandbox)];
    for (const each of [stream, other]) {
      each.say({ type: "subscribe" });
      await each.next();
    }
    await client.paymentIntents.create(intent);
    expect(seqsOf([await stream.next()])).toEqual([await newestSeq()]);
    await end();
    const last = await newestSeq();
    await client.paymentIntents.create(intent);
    expect(await stream.closed).toEqual({ code: 4401, reason });
    expect(seqsOf(stream.messages).filter((seq) => seq > last)).toEqual([]);
    await expect.poll(() => seqsOf(other.messages)).toContain(last + 1);
    await expect(openStream(reader)).rejects.toThrow("401");
  });

  test.each(endings)("%s server-sent events end in the same way", async (_, how) => {
    const { client, reader, end, newestSeq } = await begin(how);
    const response = await openEvents(reader);
    await client.paymentIntents.create(intent);
    await end();
    const last = await newestSeq();
    await client.paymentIntents.create(intent);
    const text = await response.text();
    expect(text.endsWith(`event: closed\ndata: {"code":4401,"reason":"${reason}"}\n\n`)).toBe(true);
    expect(text).not.toContain(`\nid: ${last + 1}@`);
    expect((await openEvents(reader)).status).toBe(401);
  });

  test("is revoked a stream without a subprotocol is closed, too", async () => {
    const { reader, end } = await begin();
    const stream = await openStream(reader, { protocols: [] });
    await end();
    expect(await stream.closed).toEqual({ code: 4401, reason });
  });

  test("is revoked a subscriber of the SDK is told why, and does not come again", async () => {
    const { client, reader, end } = await begin();
    const other = createClient({ baseUrl: reader.url, apiKey: reader.apiKey });
    onTestFinished(() => other.close());
    const retries: number[] = [];
    const stream = other.subscribe({ onDisconnect: ({ code }) => retries.push(code) });
    await stream.ready();
    await client.paymentIntents.create(intent);
    expect((await stream.next()).done).toBe(false);
    await end();
    await expect(stream.next()).rejects.toThrow(AuthenticationError);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(retries).toEqual([]);
  });
});

test("a stream ends with its account, when the last member leaves or the platform parts from it", async () => {
  const { sandbox, client } = await begin();
  const member = await registerMember(sandbox, "ada@example.test");
  const { key: own } = await member.createKey();
  const { id } = await client.connectedAccounts.create({});
  const made = (await callFor(sandbox, id, "/auth/api_keys", { environment: "test" })).json as { key: string };
  const [left, parted] = [
    await openStream({ url: sandbox.url, apiKey: own }),
    await openStream({ url: sandbox.url, apiKey: made.key }),
  ];
  await clientOf(sandbox, member.session.token).auth.deleteMe();
  await client.connectedAccounts.delete(id);
  expect([await left.closed, await parted.closed]).toEqual([
    { code: 4401, reason },
    { code: 4401, reason },
  ]);
});

test("a stream outlives the end of other keys, and a reset ends it as ever", async () => {
  const { sandbox, client, end, newestSeq } = await begin();
  const stream = await openStream(sandbox);
  stream.say({ type: "subscribe", types: ["payment.*"] });
  await stream.next();
  await end();
  await sandbox.clock.advance(day);
  await client.paymentIntents.create(intent);
  expect(seqsOf([await stream.next()])).toEqual([await newestSeq()]);
  await client.sandbox.reset();
  expect(await stream.closed).toMatchObject({ code: 4409 });
});
