import { describe, expect, test } from "vitest";

import { clientOf } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventsOf } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

describe("a notification", () => {
  test("is pending until the queue has sent it, then in the inbox, with an event that does not hold its text", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const created = await client.notifications.create({
      channel: "email",
      to: "you@example.test",
      subject: "Hello",
      text: "Your code: 482913. Open https://example.test/a?token=abc&x=1 or https://example.test/b.",
    });
    expect(created).toMatchObject({ object: "notification", status: "pending", attempt_count: 0, sent_at: null });
    await sandbox.settle();
    expect(await client.notifications.get(created.id)).toMatchObject({ status: "sent", attempt_count: 1 });
    const [message] = (await client.inbox.list()).data;
    expect(message).toMatchObject({
      id: created.id,
      subject: "Hello",
      codes: ["482913"],
      links: [
        { url: "https://example.test/a?token=abc&x=1", token: "abc" },
        { url: "https://example.test/b.", token: null },
      ],
    });
    const [event] = await eventsOf(client);
    expect(event).toMatchObject({ type: "notification.sent", data: { object: { id: created.id, status: "sent" } } });
    expect(JSON.stringify(event)).not.toContain("482913");
  });

  test.each([
    [
      { channel: "sms", to: "+15550100001", template: "one_time_code", data: { code: "123456" } },
      "Your code is 123456.",
    ],
    [
      { channel: "web", to: "usr_1", template: "receipt", data: { amount: "20.00 USD", description: "tea" } },
      "for tea",
    ],
  ] as const)("by a template says what it should: %j", async (input, text) => {
    const sandbox = await startSandbox();
    await sandbox.client.notifications.create(input);
    expect((await sandbox.client.inbox.wait()).message?.text).toContain(text);
  });

  test("that is deferred is tried again by the queue until it is sent", async () => {
    const sandbox = await startSandbox();
    const { id } = await sandbox.client.notifications.create({ channel: "email", to: "defer@example.test", text: "x" });
    await sandbox.settle();
    const look = () => sandbox.client.notifications.get(id);
    expect(await look()).toMatchObject({ status: "pending", attempt_count: 1, error: expect.any(String) as string });
    await sandbox.clock.advance(60);
    expect(await look()).toMatchObject({ status: "pending", attempt_count: 2 });
    await sandbox.clock.advance(120);
    expect(await look()).toMatchObject({ status: "sent", attempt_count: 3, error: null });
  });

  test("to whom there is not fails, and leaves neither message nor event", async () => {
    const sandbox = await startSandbox();
    const { id } = await sandbox.client.notifications.create({ channel: "sms", to: "+15005550009", text: "x" });
    await sandbox.settle();
    expect(await sandbox.client.notifications.get(id)).toMatchObject({ status: "failed", attempt_count: 1 });
    expect((await sandbox.client.inbox.list()).data).toEqual([]);
    expect(await eventsOf(sandbox.client)).toEqual([]);
  });

  test.each([
    [{ channel: "email", to: "nobody", text: "x" }, "to"],
    [{ channel: "sms", to: "555", text: "x" }, "to"],
    [{ channel: "email", to: "a@b" }, "text"],
    [{ channel: "sms", to: "+15550100001", template: "one_time_code" }, "data.code"],
  ] as const)("%j is refused", async (input, param) => {
    const sandbox = await startSandbox();
    expect((await failureOf(sandbox.client.notifications.create(input))).param).toBe(param);
  });
});

describe("the inbox", () => {
  test("wakes whoever waits as soon as the message comes, and only by what fits", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const waiting = client.inbox.wait({ to: "two@example.test", timeout_s: 20 });
    for (const to of ["one@example.test", "two@example.test"]) {
      await client.notifications.create({ channel: "email", to, text: to });
    }
    const { message } = await waiting;
    expect(message?.text).toBe("two@example.test");
    const none = await client.inbox.wait({ to: "two@example.test", after: message!.id, timeout_s: 0 });
    expect(none.message).toBeNull();
  });

  test("forgets one message, or all", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    for (const text of ["a", "b", "c"]) await client.notifications.create({ channel: "email", to: "a@b", text });
    await sandbox.settle();
    const [newest] = (await client.inbox.list()).data;
    await client.inbox.delete(newest!.id);
    expect(await codeOf(client.inbox.get(newest!.id))).toBe("resource_missing");
    expect(await client.inbox.clear()).toMatchObject({ deleted: 2 });
    expect((await client.inbox.list()).data).toEqual([]);
    expect((await client.notifications.list({ status: "sent" })).data).toHaveLength(3);
  });

  test("is another one in live mode", async () => {
    const sandbox = await startSandbox();
    const { key } = await clientOf(sandbox, sandbox.apiKey).apiKeys.create({ environment: "test" });
    await clientOf(sandbox, key).notifications.create({ channel: "email", to: "a@b", text: "x" });
    await sandbox.settle();
    expect((await sandbox.client.inbox.list()).data).toHaveLength(1);
  });
});
