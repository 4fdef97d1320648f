import * as fc from "fast-check";
import { expect, test } from "vitest";

import { startSandbox } from "../support/sandbox.ts";
import { allOperations, requiredInput } from "../support/contract.ts";
import { registerMember } from "../support/account.ts";
import { openStream } from "../support/stream.ts";
import { send, sendBytes } from "../support/wire.ts";

/** Values that parsers and checks are known to trip over. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 53),
    1e308,
    "",
    " ",
    "\u0000",
    "\ud800",
    "x".repeat(70_000),
    "__proto__",
    "constructor",
    "'; DROP TABLE payment_intents; --",
    "${jndi:ldap://x}",
    "pm_card_visa",
    "4242424242424242",
    "../../etc/passwd",
    "http://127.0.0.1:1/",
    [],
    {},
    [[]],
    [null],
    { a: { a: { a: {} } } },
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double(),
  fc.jsonValue(),
);

// What is about the sandbox as a whole has no place in a fuzz of many calls.
const fuzzed = allOperations.filter(({ id }) => !/^(sandbox\.reset|clock\.)/.test(id));

test.each(fuzzed)(
  "$id answers whatever it is sent with an error of the catalogue, never with a failure of ours",
  async (operation) => {
    const sandbox = await startSandbox();
    const member =
      operation.access === "session" ? await registerMember(sandbox, "ada@example.test", sandbox.apiKey) : undefined;
    const authorization = `Bearer ${member?.session.token ?? sandbox.apiKey}`;
    const { id: intent } = await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    const names = [...Object.keys(operation.input.properties), "unknown", "__proto__", "toString", "id"];
    const values = fc.dictionary(fc.constantFrom(...names), nasty, { maxKeys: 5 });
    const id = fc.oneof(
      fc.constantFrom(intent, "nope", ".", "..", "%", "//"),
      fc.string({ minLength: 1, unit: "binary" }),
    );

    await fc.assert(
      fc.asyncProperty(values, id, fc.boolean(), async (drawn, drawnId, isWhole) => {
        const input = isWhole ? { ...requiredInput(operation), ...drawn } : drawn;
        const path = operation.path.replace("{id}", () => encodeURIComponent(drawnId.toWellFormed()));
        const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 500);
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(input)) query.append(name, textOf(value));
        // A wait that is granted only takes time.
        if ("timeout_s" in operation.input.properties && /^\d*$/.test(query.get("timeout_s") ?? "")) {
          query.set("timeout_s", "0");
        }
        const isPost = operation.method === "POST";
        const answer = await send(sandbox.url, {
          method: operation.method,
          path: isPost ? path : `${path}?${query.toString()}`,
          headers: { authorization, ...(isPost && { "content-type": "application/json" }) },
          body: isPost ? JSON.stringify(input) : undefined,
        });
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.error?.code, answer.text).toBeTypeOf("string");
      }),
      { numRuns: 300, endOnFailure: true },
    );
    const { balanced } = await sandbox.client.ledger.trialBalance();
    expect(balanced).toBe(true);
    expect((await sandbox.client.requests.list({ limit: 100 })).data.filter(({ status }) => status >= 500)).toEqual([]);
  },
);

test("bytes of any kind on the port leave the sandbox as it was", async () => {
  const sandbox = await startSandbox();
  const head = fc.constantFrom(
    "",
    "GET / HTTP/1.1\r\n",
    "POST /payments/payment_intents HTTP/1.1\r\nhost: 127.0.0.1\r\n",
  );
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 300 }), async (start, bytes) => {
      const text = await sendBytes(
        sandbox.url,
        Buffer.concat([Buffer.from(start), bytes, Buffer.from("\r\n\r\n\r\n")]),
        true,
      ).catch(() => "");
      expect(text).not.toMatch(/^HTTP\/1\.1 5/);
    }),
    { numRuns: 300, endOnFailure: true },
  );
  expect((await sandbox.client.sandbox.health()).status).toBe("ok");
  expect((await sandbox.client.events.list()).data).toEqual([]);
});

test("frames of any kind on the stream end it by its protocol, and the sandbox goes on", async () => {
  const sandbox = await startSandbox();
  const frame = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        type: fc.constantFrom("subscribe", "ack", "result", "failed"),
        seq: nasty,
        after: nasty,
        types: nasty,
        event_id: nasty,
      })
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), async (frames) => {
      const stream = await openStream(sandbox);
      for (const text of frames) stream.socket.send(text);
      stream.socket.close();
      const { code } = await stream.closed;
      expect([1000, 1005, 1006, 1009, 4400, 4409]).toContain(code);
    }),
    { numRuns: 300, endOnFailure: true },
  );
  expect((await sandbox.client.sandbox.health()).status).toBe("ok");
});
