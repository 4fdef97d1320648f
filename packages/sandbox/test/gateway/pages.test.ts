import { describe, expect, test } from "vitest";

import { createClient, type Client } from "@micro/sdk";

import type { Sandbox } from "../../src/index.ts";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { codeOf } from "../support/failure.ts";
import { startSandbox } from "../support/sandbox.ts";
import { jsonBody, send } from "../support/wire.ts";

const pages = ["/reference", "/openapi.json", "/auth/device", "/auth/reset-password", "/docs/errors/token_expired"];
const html = { accept: "text/html,application/xhtml+xml" };

const startRemote = () => startSandbox({ host: "0.0.0.0", allowRemote: true });
const tokenFor = async (client: Client) => (await client.pageSessions.create()).token;
const give = (sandbox: Sandbox, body: unknown, headers = {}) =>
  send(sandbox.url, { method: "POST", path: "/pages/session", ...jsonBody(body, headers) });
const see = async (sandbox: Sandbox, cookie: string, path = "/reference") =>
  (await send(sandbox.url, { path, headers: { cookie } })).status;

/** The cookie of a browser that was let in. */
async function enter(sandbox: Sandbox, client = sandbox.client): Promise<string> {
  const { headers } = await give(sandbox, { token: await tokenFor(client) });
  return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

async function opened({ client }: Sandbox): Promise<number> {
  return (await client.auditLog.list({ action: "page_session.opened" })).data.length;
}

describe("a one-time token", () => {
  test("is given for a cookie that scripts cannot read and no other site can send", async () => {
    const sandbox = await startRemote();
    const answer = await give(sandbox, { token: await tokenFor(sandbox.client) }, { origin: sandbox.url });
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expect(answer.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^micro_pages_\d+=pgc_[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(await opened(sandbox)).toBe(1);
  });

  test("is good once", async () => {
    const sandbox = await startRemote();
    const token = await tokenFor(sandbox.client);
    const answers = await Promise.all(Array.from({ length: 8 }, () => give(sandbox, { token })));
    const counts = [204, 400].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([1, 7]);
    const again = await give(sandbox, { token });
    expect([again.status, again.error?.code]).toEqual([400, "page_token_invalid"]);
    expect(again.headers["set-cookie"]).toBeUndefined();
    expect(await opened(sandbox)).toBe(1);
  });

  test("is good for a minute", async () => {
    const sandbox = await startRemote();
    const [early, late] = [await tokenFor(sandbox.client), await tokenFor(sandbox.client)];
    await sandbox.clock.advance(59);
    expect((await give(sandbox, { token: early })).status).toBe(204);
    await sandbox.clock.advance(1);
    expect((await give(sandbox, { token: late })).error?.code).toBe("page_token_invalid");
    expect(await opened(sandbox)).toBe(1);
  });

  test("of another sandbox, of another kind, misspelt or missing lets nobody in", async () => {
    const sandbox = await startRemote();
    const other = await startSandbox({ seed: "another" });
    const token = await tokenFor(sandbox.client);
    const cases: [unknown, string][] = [
      [{ token: await tokenFor(other.client) }, "page_token_invalid"],
      [{ token: sandbox.apiKey }, "page_token_invalid"],
      [{ token: `${token}0` }, "page_token_invalid"],
      [{ token: token.toUpperCase() }, "page_token_invalid"],
      [{ token: "x".repeat(201) }, "parameter_invalid_string"],
      [{ token: [token] }, "parameter_invalid_string"],
      [{}, "parameter_invalid_string"],
    ];
    for (const [body, code] of cases) {
      const answer = await give(sandbox, body);
      expect([answer.status, answer.error?.code, answer.headers["set-cookie"]]).toEqual([400, code, undefined]);
    }
    expect(await opened(sandbox)).toBe(0);
    expect((await give(sandbox, { token })).status).toBe(204);
  });

  test.each([
    { origin: "http://evil.test" },
    { origin: "null" },
    { origin: "http://localhost:3000", "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
  ])("is not taken from a page of another site, which uses nothing up: %j", async (headers) => {
    const sandbox = await startSandbox({
      host: "0.0.0.0",
      allowRemote: true,
      corsOrigins: ["http://localhost:3000"],
    });
    const token = await tokenFor(sandbox.client);
    const answer = await give(sandbox, { token }, headers);
    expect([answer.status, answer.error?.code]).toEqual([403, "origin_forbidden"]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const asForm = await send(sandbox.url, {
      method: "POST",
      path: "/pages/session",
      headers: form,
      body: `token=${token}`,
    });
    expect(asForm.status).toBe(415);
    expect(await opened(sandbox)).toBe(0);
    expect((await give(sandbox, { token })).status).toBe(204);
  });

  test("takes a key or a session to make", async () => {
    const sandbox = await startSandbox();
    const anonymous = createClient({ baseUrl: sandbox.url, apiKey: undefined });
    expect(await codeOf(anonymous.pageSessions.create())).toBe("credentials_missing");
    await anonymous.auth.register({ email: "you@example.test", password: "correct horse" });
    const { token } = await anonymous.auth.login({ email: "you@example.test", password: "correct horse" });
    const person = createClient({ baseUrl: sandbox.url, apiKey: token });
    expect(await tokenFor(person)).toMatch(/^pgt_[0-9A-Za-z]{43}$/);
  });
});

describe("where every route needs a key", () => {
  test("a page takes the cookie, and the API never does", async () => {
    const sandbox = await startRemote();
    const cookie = await enter(sandbox);
    for (const path of pages) expect(await see(sandbox, cookie, path), path).toBe(200);
    const session = await sandbox.client.checkoutSessions.create({
      line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Tea" } } }],
    });
    const checkout = new URL(session.url!).pathname;
    expect([await see(sandbox, "", checkout), await see(sandbox, cookie, checkout)]).toEqual([401, 200]);

    const secret = cookie.split("=")[1]!;
    for (const path of ["/payments/payment_intents", "/auth/me", "/sandbox/inbox", "/metrics", "/events"]) {
      expect(await see(sandbox, cookie, path), path).toBe(401);
      const asBearer = await send(sandbox.url, { path, headers: { authorization: `Bearer ${secret}` } });
      expect(asBearer.status, path).toBe(401);
    }
    const created = await send(sandbox.url, {
      method: "POST",
      path: "/payments/customers",
      ...jsonBody({}, { cookie }),
    });
    expect([created.status, created.error?.code]).toEqual([401, "credentials_missing"]);
    expect((await sandbox.client.customers.list()).data).toEqual([]);
  });

  test("a page's form takes the cookie from that page alone", async () => {
    const sandbox = await startRemote();
    const session = await sandbox.client.checkoutSessions.create({
      line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Tea" } } }],
    });
    const pay = async (headers: Record<string, string>) => {
      const form = { "content-type": "application/x-www-form-urlencoded", ...headers };
      const path = new URL(session.url!).pathname;
      const body = "type=card&test_card=4242424242424242";
      return (await send(sandbox.url, { method: "POST", path, headers: form, body })).status;
    };
    const status = async () => (await sandbox.client.checkoutSessions.get(session.id)).status;
    const cookie = await enter(sandbox);
    expect(await pay({ origin: sandbox.url })).toBe(401);
    expect(await pay({ origin: "http://evil.test", cookie })).toBe(403);
    expect(await status()).toBe("open");
    expect(await pay({ origin: sandbox.url, cookie })).toBe(303);
    expect(await status()).toBe("complete");
  });

  test("a browser that was not let in is told to type micro open, and a program gets the error", async () => {
    const sandbox = await startRemote();
    for (const path of pages) {
      const answer = await send(sandbox.url, { path, headers: html });
      expect([answer.status, answer.headers["content-type"]]).toEqual([401, "text/html; charset=utf-8"]);
      expect(answer.text).toContain("micro open");
      expect(answer.text).not.toMatch(/<script(?![^>]*src=)|style="|https?:/);
      expect(answer.headers["content-security-policy"]).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'",
      );
      expect((await send(sandbox.url, { path })).error?.code).toBe("page_session_missing");
    }
    expect((await send(sandbox.url, { path: "/auth/me", headers: html })).error?.code).toBe("credentials_missing");
    for (const path of ["/pages/open", "/pages/open.js", "/pages/style.css", "/hosted/pages.css"]) {
      expect((await send(sandbox.url, { path })).status, path).toBe(200);
    }
  });

  test("a cookie is good as long as the key that let it in, on its own port, and is none when made up", async () => {
    const sandbox = await startRemote();
    const made = await sandbox.client.apiKeys.create({ environment: "test", scopes: ["payments:read"] });
    const byKey = await enter(sandbox, createClient({ baseUrl: sandbox.url, apiKey: made.key }));
    const cookie = await enter(sandbox);
    expect([await see(sandbox, byKey), await see(sandbox, cookie)]).toEqual([200, 200]);
    await sandbox.client.apiKeys.revoke(made.id);
    expect([await see(sandbox, byKey), await see(sandbox, cookie)]).toEqual([401, 200]);
    const unused = await tokenFor(sandbox.client);
    const [name, secret] = cookie.split("=");
    const others = ["", `${secret}0`, unused, sandbox.apiKey].map((value) => `${name}=${value}`);
    for (const wrong of [...others, `micro_pages_1=${secret}`]) {
      expect(await see(sandbox, wrong), wrong).toBe(401);
    }
    await sandbox.clock.advance(365 * 24 * 3600);
    expect(await see(sandbox, cookie)).toBe(200);
  });
});

test.runIf(hasBrowser)(
  "a browser takes the token out of its address, and comes back by a link of another site",
  async () => {
    const sandbox = await startRemote();
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${sandbox.url}/auth/device`);
      await page.getByText("This browser was not let in").waitFor();

      const token = await tokenFor(sandbox.client);
      await page.goto(`${sandbox.url}/pages/open#token=${token}&to=%2Freference%3Fa%3D1`);
      await page.getByRole("heading", { name: "API reference" }).waitFor();
      expect(page.url()).toBe(`${sandbox.url}/reference?a=1`);
      expect(await context.cookies()).toMatchObject([
        {
          name: `micro_pages_${sandbox.port}`,
          path: "/",
          httpOnly: true,
          sameSite: "Strict",
          secure: false,
          expires: -1,
        },
      ]);
      expect(await page.evaluate("document.cookie")).toBe("");
      await page.goto(`${sandbox.url}/auth/device`);
      await page.getByLabel("Code").waitFor();

      await page.goto(`${sandbox.url}/pages/open#token=${token}&to=%2Freference`);
      expect(await page.getByRole("alert").textContent()).toContain("unknown, used, or too old");
      expect(page.url()).toBe(`${sandbox.url}/pages/open`);

      // SameSite=Strict is not sent along with a link from elsewhere: the door asks again from its own site.
      await page.route("http://shop.test/", (route) =>
        route.fulfill({ contentType: "text/html", body: `<a href="${sandbox.url}/auth/device">Go</a>` }),
      );
      await page.goto("http://shop.test/");
      await page.getByText("Go").click();
      await page.getByLabel("Code").waitFor();

      // A token leads to pages of this sandbox alone.
      const another = await tokenFor(sandbox.client);
      await page.goto(`${sandbox.url}/pages/open#token=${another}&to=%2F%2Fshop.test%2F`);
      await expect.poll(() => opened(sandbox)).toBe(2);
      await page.waitForLoadState("networkidle");
      expect(page.url()).toBe(`${sandbox.url}/pages/open`);
    } finally {
      await browser.close();
    }
  },
);
