import { describe, expect, test } from "vitest";

import { createClient } from "@micro/sdk";
import { operations, type Operation } from "@micro/sdk/contract";

import { clientOf, registerMember } from "../support/account.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";
import { enter } from "./visitor.ts";

const html = { accept: "text/html" };

describe("who may look", () => {
  test("a browser without a cookie is told what to type, and sees nothing", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.customers.create({ name: "Ada" });
    for (const path of ["/dashboard", "/dashboard/customers", "/dashboard/do/customers.create"]) {
      const page = await send(sandbox.url, { path, headers: html });
      expect([page.status, page.text.includes("micro open dashboard"), page.text.includes("Ada")]).toEqual([
        401,
        true,
        false,
      ]);
      const program = await send(sandbox.url, { path, headers: { authorization: `Bearer ${sandbox.apiKey}` } });
      expect([program.status, program.error?.code]).toEqual([401, "page_session_missing"]);
    }
  });

  test("a cookie is good as long as the key that it comes from, and for its account, mode and scopes", async () => {
    const sandbox = await startSandbox();
    await sandbox.client.customers.create({ name: "Ada" });
    const made = await sandbox.client.apiKeys.create({ environment: "test", scopes: ["payments:read"] });
    const reader = await enter(sandbox, createClient({ baseUrl: sandbox.url, apiKey: made.key }));
    expect((await reader.see("/dashboard/customers")).text).toContain("Ada");
    expect((await reader.see("/dashboard/ledger_accounts")).status).toBe(403);
    const refused = await reader.fill("customers.create", { name: "Grace" });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("payments:write")]);

    const stranger = await registerMember(sandbox, "grace@example.test");
    const other = await enter(sandbox, clientOf(sandbox, (await stranger.createKey(undefined, "live")).key));
    const elsewhere = await other.see("/dashboard/customers");
    expect([elsewhere.status, elsewhere.text.includes("Ada")]).toEqual([200, false]);

    await sandbox.clock.advance(365 * 24 * 3600);
    expect((await reader.see("/dashboard/customers")).status).toBe(200);
    await sandbox.client.apiKeys.revoke(made.id);
    expect((await reader.see("/dashboard/customers")).status).toBe(401);
  });

  test("a form of another site is refused and changes nothing", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    for (const origin of ["http://evil.test", "null"]) {
      expect((await visitor.fill("customers.create", { name: "Eve" }, { origin })).status).toBe(403);
    }
    expect((await sandbox.client.customers.list()).data).toEqual([]);
  });
});

describe("every page", () => {
  test("of each list and each operation of a key is there, and none for what needs no key or another secret", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const menu = [...(await visitor.see("/dashboard")).text.matchAll(/href="(\/dashboard[^"?]*)"/g)].map(
      ([, path]) => path!,
    );
    expect(new Set(menu).size).toBeGreaterThan(60);
    for (const path of new Set(menu)) expect([path, (await visitor.see(path)).status]).toEqual([path, 200]);

    const found = { shown: 0, missing: 0 };
    for (const { id, access, produces, bodyBytesMax, input } of Object.values<Operation>(operations)) {
      const isForKeys = !["none", "optional", "client_secret", "session"].includes(access);
      const isOffered = isForKeys && produces === undefined && bodyBytesMax === undefined && id !== "inbox.wait";
      const page = await visitor.see(`/dashboard/do/${id}`);
      // It reads at once where nothing is missing, and a wait may find nothing.
      expect([id, [200, 404].includes(page.status)]).toEqual([id, true]);
      if (!isOffered) expect([id, page.status]).toEqual([id, 404]);
      if (isOffered && input.required !== undefined) expect([id, page.status]).toEqual([id, 200]);
      found[page.status === 200 ? "shown" : "missing"] += 1;
    }
    expect(found.shown).toBeGreaterThan(200);
    for (const path of ["/dashboard/nothing", "/dashboard/customers/cus_nope", "/dashboard/do/customers.nothing"]) {
      expect([path, (await visitor.see(path)).status]).toEqual([path, 404]);
    }
  }, 60_000);

  test("says what there is in words: money, instants, links, and nothing that a page would run", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const customer = await sandbox.client.customers.create({ name: "<script>alert(1)</script>" });
    const intent = await sandbox.client.paymentIntents.create({
      amount: 123456,
      currency: "usd",
      customer: customer.id,
      payment_method: "pm_card_visa",
      confirm: true,
      metadata: { 'x"><img src=x onerror=1>': "y" },
    });
    const { text } = await visitor.see(`/dashboard/payment_intents/${intent.id}`);
    for (const part of [
      "1234.56 USD",
      "2027-01-15 08:00:00 UTC",
      `href="/dashboard/customers/${customer.id}"`,
      `href="/dashboard/charges/${intent.latest_charge as string}"`,
      "payment.succeeded",
      `href="/dashboard/do/payment_intents.refund?id=${intent.id}"`,
    ]) {
      expect(text).toContain(part);
    }
    const shown = (await visitor.see(`/dashboard/customers/${customer.id}`)).text;
    expect(shown).toContain("&lt;script&gt;");
    expect(shown).toContain(intent.id);
    for (const page of [text, shown]) expect(page).not.toMatch(/<script>|<img|style="/);
  });

  test("of a list goes on where the one before ended, both ways, and keeps its filter", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const { id: customer } = await sandbox.client.customers.create({});
    const ids: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      ids.unshift((await sandbox.client.paymentIntents.create({ amount: 500 + count, currency: "usd", customer })).id);
    }
    await sandbox.client.paymentIntents.create({ amount: 9999, currency: "usd" });
    const idsOf = (text: string) =>
      [...text.matchAll(/href="\/dashboard\/payment_intents\/(pi_\w+)"/g)].map(([, id]) => id);
    const linkOf = (text: string, label: string) =>
      new RegExp(`href="([^"]*)"[^>]*>${label}`).exec(text)?.[1]?.replaceAll("&amp;", "&");
    const first = (await visitor.see(`/dashboard/payment_intents?customer=${customer}`)).text;
    expect([idsOf(first), linkOf(first, "← Newer")]).toEqual([ids.slice(0, 25), undefined]);
    const second = (await visitor.see(linkOf(first, "Older →")!)).text;
    expect([idsOf(second), linkOf(second, "Older →")]).toEqual([ids.slice(25), undefined]);
    const back = (await visitor.see(linkOf(second, "← Newer")!)).text;
    expect(idsOf(back)).toEqual(ids.slice(0, 25));
    const wrong = await visitor.see("/dashboard/payment_intents?status=nonsense");
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining("status")]);
  });
});

describe("a form", () => {
  test("makes a thing, once however often it is sent, and leads to its page", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const form = (await visitor.see("/dashboard/do/payment_intents.create")).text;
    const key = /name="_key" value="([^"]+)"/.exec(form)![1]!;
    const fields = {
      _key: key,
      amount: "2000",
      currency: "usd",
      metadata: '{"order": "7"}',
      description: "",
      confirm: "",
    };
    const answers = await Promise.all([1, 2, 3].map(() => visitor.fill("payment_intents.create", fields)));
    const { data } = await sandbox.client.paymentIntents.list();
    expect(data).toMatchObject([{ amount: 2000, currency: "usd", metadata: { order: "7" }, description: null }]);
    const page = `/dashboard/payment_intents/${data[0]!.id}`;
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(
      Array.from({ length: 3 }, () => [303, page]),
    );
    const paid = await visitor.fill("payment_intents.confirm", { id: data[0]!.id, payment_method: "pm_card_visa" });
    expect([paid.status, paid.headers.location]).toEqual([303, page]);
    expect((await visitor.see(page)).text).toContain("20.00 USD");
  });

  test.each([
    [{ amount: "lots", currency: "usd" }, "amount"],
    [{ amount: "2000", currency: "nonsense" }, "currency"],
    [{ amount: "2000", currency: "usd", metadata: "{order: 7}" }, "metadata"],
    [{ amount: "2000", currency: "usd", customer: "cus_nope" }, "customer"],
    [{ currency: "usd" }, "amount"],
  ] as [Record<string, string>, string][])(
    "with bad input says what is wrong beside the field, keeps what was typed and makes nothing: %j",
    async (fields, param) => {
      const sandbox = await startSandbox();
      const visitor = await enter(sandbox);
      const sent = { _key: "typed-once", ...fields };
      const { status, text } = await visitor.fill("payment_intents.create", sent);
      expect([400, 404]).toContain(status);
      expect(text).toMatch(/role="alert"/);
      expect(text).toMatch(new RegExp(`field wrong">\\s*<label for="${param}"`));
      if (fields["amount"]) expect(text).toContain(`value="${fields["amount"]}"`);
      expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
      // What is mended is another request.
      const nextKey = /name="_key" value="([^"]+)"/.exec(text)![1]!;
      expect(nextKey).not.toBe("typed-once");
      const mended = await visitor.fill("payment_intents.create", { _key: nextKey, amount: "2000", currency: "usd" });
      expect(mended.status).toBe(303);
    },
  );

  test("moves the clock by a date, and shows what is answered once", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    expect((await visitor.fill("clock.set", { at: "2027-03-01T00:00:00Z" })).status).toBe(200);
    expect(sandbox.clock.now()).toBe(Date.UTC(2027, 2, 1) / 1000);
    const made = await visitor.fill("api_keys.create", { environment: "test" });
    const key = /sk_test_\w+/.exec(made.text)?.[0];
    expect(made.status).toBe(200);
    expect((await createClient({ baseUrl: sandbox.url, apiKey: key! }).customers.list()).data).toEqual([]);
    const [listed] = (await sandbox.client.apiKeys.list()).data;
    expect((await visitor.see("/dashboard/api_keys")).text).toContain(`/dashboard/do/api_keys.revoke?id=${listed!.id}`);
    expect((await visitor.see(`/dashboard/do/customers.search?query=${encodeURIComponent("name:'Ada'")}`)).status).toBe(
      200,
    );
  });

  test("takes a word, a number or a date where the API takes any of them", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const { client } = sandbox;
    const customer = await client.customers.create({});
    const product = await client.products.create({ name: "Tea" });
    const recurring = { interval: "month" as const };
    const price = await client.prices.create({ product: product.id, unit_amount: 900, currency: "usd", recurring });
    const made = (trialEnd: string) =>
      visitor.fill("subscriptions.create", {
        customer: customer.id,
        items: JSON.stringify([{ price: price.id }]),
        trial_end: trialEnd,
        cancel_at_period_end: "false",
      });
    const ends = { "2027-02-01T00:00:00Z": Date.UTC(2027, 1, 1) / 1000, "1803000000": 1_803_000_000 };
    for (const [text, trialEnd] of Object.entries(ends)) {
      const page = (await made(text)).headers.location!;
      const subscription = await client.subscriptions.get(page.split("/").at(-1)!);
      expect([text, subscription.trial_end, subscription.cancel_at_period_end]).toEqual([text, trialEnd, false]);
    }
    const wrong = await made("tomorrow");
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringMatching(/field wrong">\s*<label for="trial_end"/)]);
  });

  test("takes a thing away and leads back to the list", async () => {
    const sandbox = await startSandbox();
    const visitor = await enter(sandbox);
    const { id } = await sandbox.client.customers.create({});
    const gone = await visitor.fill("customers.delete", { id });
    expect([gone.status, gone.headers.location]).toEqual([303, "/dashboard/customers"]);
  });
});

describe("to look", () => {
  test("is not logged, not counted, spared by faults, and brings nothing about", async () => {
    const sandbox = await startSandbox({ rateLimit: { limit: 20, windowSeconds: 60 } });
    const visitor = await enter(sandbox);
    const { client } = sandbox;
    await client.faults.create({ operation: "payment_intents.list", effect: "error" });
    const before = (await client.requests.list({ limit: 100 })).data.length;
    for (let look = 0; look < 10; look += 1) {
      for (const path of ["/dashboard", "/dashboard/payment_intents", "/dashboard/do/balance.get"]) {
        const page = await visitor.see(path);
        expect([page.status, page.text.includes('role="alert"')]).toEqual([200, false]);
      }
    }
    expect((await client.requests.list({ limit: 100 })).data.length).toBe(before);
    expect((await visitor.fill("customers.create", { name: "Ada" })).status).toBe(303);
    const logged = (await client.requests.list({ limit: 100 })).data;
    expect(logged.filter(({ operation }) => operation === "customers.create")).toHaveLength(1);
  });

  test("the cookie does not open the API", async () => {
    const sandbox = await startSandbox();
    const { cookie } = await enter(sandbox);
    const answer = await send(sandbox.url, { path: "/payments/customers", headers: { cookie } });
    expect([answer.status, answer.error?.code]).toEqual([401, "credentials_missing"]);
    const asStripe = await send(sandbox.url, { path: "/v1/customers", headers: { cookie } });
    expect(asStripe.status).toBe(401);
  });
});
