import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { InvalidRequestError } from "../client/api-error.ts";
import { eventCatalogue, eventTypes, operations, type OperationId } from "../contract/index.ts";
import { createClient, TriggerError } from "../node.ts";
import { runTrigger } from "./run-trigger.ts";

interface Sent {
  operation: OperationId;
  input: Record<string, unknown>;
  authorization: string | null;
}

const paths = new Map(
  Object.values(operations).map(({ id, method, path }) => [
    id,
    new RegExp(`^${method} ${path.replace("{id}", "([^/]+)")}$`),
  ]),
);

function parseRecord(text: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(text || "{}");
  return { ...(typeof parsed === "object" && parsed) };
}

/** Answers as the sandbox would, as far as triggers look at answers, and keeps what was sent. */
function startTrigger() {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (...args) => {
    const request = new Request(...args);
    const route = `${request.method} ${decodeURIComponent(new URL(request.url).pathname)}`;
    const [operation, pattern] = [...paths].find(([, path]) => path.test(route)) ?? [];
    if (!operation || !pattern) return new Response("", { status: 404 });
    const id = pattern.exec(route)?.[1];
    const input: Record<string, unknown> = { ...(id !== undefined && { id }), ...parseRecord(await request.text()) };
    sent.push({ operation, input, authorization: request.headers.get("authorization") });
    const resource = {
      ...input,
      id: id ?? `${operation}:${sent.length}`,
      object: operation,
      token: "jwt",
      latest_charge: "ch_1",
      latest_invoice: "in_1",
      subscription: "sub_1",
      data: [{ id: "a" }],
      deliveries: ["b"],
      message: { links: [{ token: "token of the mail" }] },
    };
    if (String(input["payment_method"]).includes("Declined")) {
      const error = { type: "card_error", code: "card_declined", message: "Declined.", payment_intent: resource };
      return Response.json({ error }, { status: 402 });
    }
    return Response.json(resource);
  };
  const client = createClient({ apiKey: "sk_test_1", baseUrl: "http://sandbox.test", fetch, maxRetries: 0 });
  return {
    sent,
    run: (type: string, overrides?: string[]) => runTrigger(client, type, { overrides, unique: () => "word1234" }),
  };
}

async function errorOf(promise: Promise<unknown>): Promise<TriggerError> {
  const error: unknown = await promise.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  if (error instanceof TriggerError) return error;
  throw error;
}

describe("a trigger", () => {
  test.for(eventTypes)("makes the calls of the catalogue for %s, in order", async (type) => {
    const { sent, run } = startTrigger();
    const { steps } = await run(type);
    expect(steps.map(({ name }) => name)).toEqual(eventCatalogue[type].trigger.map(({ name }) => name));
    expect(sent.map(({ operation }) => operation)).toEqual(
      eventCatalogue[type].trigger.map(({ operation }) => operation),
    );
    expect(JSON.stringify(sent)).not.toContain("${");
  });

  test("hands values of answers and of what was sent from step to step, and changes credentials", async () => {
    const { sent, run } = startTrigger();
    await run("api_key.revoked");
    expect(sent.map(({ input, authorization }) => ({ ...input, authorization }))).toEqual([
      { email: "word1234@example.test", password: "word1234", authorization: "Bearer sk_test_1" },
      { email: "word1234@example.test", password: "word1234", authorization: "Bearer sk_test_1" },
      { environment: "test", name: "Created by micro trigger", authorization: "Bearer jwt" },
      { id: "api_keys.create:3", authorization: "Bearer jwt" },
    ]);
  });

  test("takes the resource of an error that was meant to come as the answer", async () => {
    const { steps } = await startTrigger().run("payment.failed");
    expect(steps[1]).toMatchObject({ id: "payment_intents.create:1", answer: { object: "payment_intents.confirm" } });
  });

  test("uses another random word each time", async () => {
    const client = { call: createClient({ fetch: async () => Response.json({ id: "usr_1" }) }).call };
    const runs = await Promise.all([runTrigger(client, "user.registered"), runTrigger(client, "user.registered")]);
    const [first, second] = runs.map(({ steps }) => steps[0]?.input["email"]);
    expect(first).toMatch(/^[a-z0-9]{16}@example\.test$/);
    expect(second).not.toBe(first);
  });

  test("ends with the error of a call that was not meant to fail, and makes no further call", async () => {
    let calls = 0;
    const error = { type: "invalid_request_error", code: "email_taken", message: "Taken." };
    const fetch = async () => (calls++, Response.json({ error }, { status: 400 }));
    await expect(runTrigger(createClient({ fetch }), "api_key.created")).rejects.toThrow(InvalidRequestError);
    expect(calls).toBe(1);
  });
});

describe("an override", () => {
  test("goes to the step it names, or to the first that takes the parameter", async () => {
    const { sent, run } = startTrigger();
    await run("payment.succeeded", [
      "payment_intent.amount=500",
      "currency=eur",
      "confirmation.payment_method=pm_card_mastercard",
    ]);
    expect(sent.map(({ input }) => input)).toEqual([
      { amount: 500, currency: "eur", description: "Created by micro trigger" },
      { id: "payment_intents.create:1", payment_method: "pm_card_mastercard" },
    ]);
  });

  test("is read as the schema has it: integers, booleans, words, lists, and keys of one's own", async () => {
    const { sent, run } = startTrigger();
    await run("payment.created", [
      "confirm=true",
      'payment_method_types=["card"]',
      "metadata.order=7",
      "metadata.a.b=x=y",
      "description=",
    ]);
    expect(sent[0]?.input).toEqual({
      amount: 2000,
      currency: "usd",
      description: "",
      confirm: true,
      payment_method_types: ["card"],
      metadata: { order: "7", "a.b": "x=y" },
    });
  });

  test("reaches into lists by index, and may add one after the last", async () => {
    const { sent, run } = startTrigger();
    await run("transaction.recorded", [
      "entries[0].amount=9",
      "entries.1.currency=eur",
      "entries[2].amount=-1",
      "cash.allow_negative=true",
    ]);
    expect(sent[0]?.input).toMatchObject({ allow_negative: true });
    expect(sent[2]?.input["entries"]).toEqual([
      { account_id: "ledger_accounts.create:1", amount: 9, direction: "debit" },
      { account_id: "ledger_accounts.create:2", amount: 2000, direction: "credit", currency: "eur" },
      { amount: -1 },
    ]);
  });

  test("is sent as it was written, whatever it looks like", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.constantFrom("${unique}", "${payment_intent.id}", "a=b", "\n")),
        async (text) => {
          const { sent, run } = startTrigger();
          await run("payment.created", [`description=${text}`, `metadata.__proto__=${text}`]);
          expect(sent[0]?.input["description"]).toBe(text);
          expect(JSON.stringify(sent[0]?.input["metadata"])).toBe(`{"__proto__":${JSON.stringify(text)}}`);
        },
      ),
    );
  });

  test("that names nothing is refused before any call, with what exists and what is nearest", async () => {
    const { sent, run } = startTrigger();
    const error = await errorOf(run("payment.canceled", ["payment_intent.amuont=1"]));
    expect(error).toMatchObject({ reason: "unknown_override" });
    expect(error.nearest[0]).toBe("payment_intent.amount");
    const names = ["payment_intent.amount", "payment_intent.metadata.<key>", "cancellation.cancellation_reason"];
    expect(error.known).toEqual(expect.arrayContaining(names));
    expect(error.message).toContain("Did you mean `payment_intent.amount`?");
    expect(sent).toEqual([]);
  });

  test.for([
    ["amount=12.5", "invalid_override"],
    ["amount=", "invalid_override"],
    ["amount=9007199254740993", "invalid_override"],
    ["confirm=yes", "invalid_override"],
    ["payment_method_types=card", "invalid_override"],
    ["amount", "invalid_override"],
    ["=1", "invalid_override"],
    ["payment_intent=1", "unknown_override"],
    ["amount.value=1", "unknown_override"],
    ["constructor=1", "unknown_override"],
    ["__proto__.x=1", "unknown_override"],
  ])("such as %s is refused before any call", async ([override, reason]) => {
    const { sent, run } = startTrigger();
    expect((await errorOf(run("payment.created", [String(override)]))).reason).toBe(reason);
    expect(sent).toEqual([]);
  });

  test("of a later step is refused before any call, too", async () => {
    const { sent, run } = startTrigger();
    const error = await errorOf(run("payment.canceled", ["cancellation.cancellation_reason.why=1"]));
    expect(error.reason).toBe("unknown_override");
    expect(sent).toEqual([]);
  });

  test("of a list is refused after its end", async () => {
    expect((await errorOf(startTrigger().run("transaction.recorded", ["entries[3].amount=1"]))).reason).toBe(
      "unknown_override",
    );
  });

  test("that lets a call succeed which was meant to fail is told so", async () => {
    const error = await errorOf(startTrigger().run("payment.failed", ["confirmation.payment_method=pm_card_visa"]));
    expect(error.reason).toBe("unexpected_success");
    expect(error.message).toContain("`confirmation`");
  });
});

describe("an unknown type", () => {
  test.for([
    ["payment.suceeded", "payment.succeeded"],
    ["charge.fail", "charge.failed"],
    ["webhook.disabled", "webhook.endpoint.disabled"],
  ])("%s is refused, with %s as what may be meant", async ([type, meant]) => {
    const error = await errorOf(startTrigger().run(String(type)));
    expect(error).toMatchObject({ reason: "unknown_type", known: eventTypes });
    expect(error.nearest).toContain(meant);
  });

  test("unlike every other is refused with those of the same thing", async () => {
    const error = await errorOf(startTrigger().run("topup.zzzzzzzzzzzzzz"));
    expect(error).toMatchObject({ nearest: [], known: eventTypes });
    expect(error.message).toContain("There are: topup.created, topup.succeeded, topup.failed, topup.canceled.");
  });

  test("of a thing that is unknown is refused, and that is all", async () => {
    const error = await errorOf(startTrigger().run("zzzzzzz"));
    expect(error.message).toBe("There is no event type `zzzzzzz`.");
  });
});
