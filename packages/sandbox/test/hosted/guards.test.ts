import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { newestSeq } from "../support/look.ts";
import { send } from "../support/wire.ts";

let sandbox: Sandbox;
let page: string;
let sessionId: string;
beforeAll(async () => {
  sandbox = await createSandbox({ seed: "hosted", frozenAt: 1_800_000_000 });
  const session = await sandbox.client.checkoutSessions.create({
    line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Tea" } } }],
  });
  page = session.url!;
  sessionId = session.id;
});
afterAll(() => sandbox.close());

const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const form = "type=card&test_card=4242424242424242";
const pathOf = (url: string) => new URL(url).pathname;
/** As a browser sends it: the headers of `fetch` are its own. */
const get = (url: string, headers: Record<string, string>) =>
  send(sandbox.url, { method: "GET", path: pathOf(url), headers });
const post = (url: string, headers: Record<string, string>) =>
  send(sandbox.url, {
    method: "POST",
    path: pathOf(url),
    body: form,
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });

describe("a hosted page", () => {
  test("may be visited from another site, in a window of its own only", async () => {
    const answer = await get(page, visit);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-security-policy"]).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(answer.headers["x-frame-options"]).toBe("DENY");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["referrer-policy"]).toBe("same-origin");
    const { text } = answer;
    expect(text).not.toMatch(/<script(?![^>]*src=)|style="|https?:\/\/(?!127\.0\.0\.1)/);
    for (const headers of [
      { ...visit, "sec-fetch-dest": "iframe" },
      { ...visit, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
      { origin: "http://evil.test" },
    ]) {
      expect((await get(page, headers)).status).toBe(403);
    }
  });

  test("takes a form of its own only, and a refused one pays nothing", async () => {
    const before = await newestSeq(sandbox.client);
    for (const headers of [
      { origin: "http://evil.test" },
      { origin: "null" },
      { origin: "http://127.0.0.1:1" },
      { ...visit },
      { host: "evil.test" },
    ]) {
      expect((await post(page, headers)).status, JSON.stringify(headers)).toBe(403);
    }
    expect(await newestSeq(sandbox.client)).toBe(before);
    expect((await sandbox.client.checkoutSessions.get(sessionId)).status).toBe("open");
  });

  test("has no door for a secret that is guessed, of another thing, or of a key", async () => {
    const { client_secret: secret, id } = await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
    for (const wrong of [
      `${sandbox.url}/pay/${secret}`,
      `${sandbox.url}/pay/${sandbox.apiKey}`,
      `${sandbox.url}/pay/${id}`,
      `${page}0`,
      page.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      page.replace(/_secret_1x/, "_secret_2x"),
      page.replace("/pay/", "/buy/"),
    ]) {
      expect((await fetch(wrong)).status, wrong).toBe(404);
    }
  });

  test("gives its secret no right beyond its own thing", async () => {
    const secret = page.split("/").at(-1)!;
    for (const path of ["/payments/payment_intents", `/payments/checkout_sessions/${sessionId}`, "/events"]) {
      const answer = await fetch(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
      expect(answer.status).toBe(401);
    }
  });

  test("writes what merchants and payers say as text", async () => {
    const name = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
    const { url } = await sandbox.client.checkoutSessions.create({
      line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name } } }],
      customer_email: `"><b>@example.test`,
    });
    const text = await (await fetch(url!)).text();
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<b>");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("keeps secrets and card numbers out of the log of requests", async () => {
    const answer = await post(page, { origin: sandbox.url });
    expect(answer.status).toBe(303);
    const { data } = await sandbox.client.requests.list({ limit: 100 });
    const text = JSON.stringify(data);
    expect(text).toContain("checkout_page.submit");
    expect(text).not.toContain("4242424242424242");
    expect(text).not.toMatch(/_secret_[0-9a-z]{8}/);
  });
});
