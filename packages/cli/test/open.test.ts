import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { createMachine, parse } from "./micro.ts";

test("micro open says where each page is, and which there are", async () => {
  const machine = createMachine();
  const { url, apiKey } = await machine.openSandbox();
  await using client = createClient({ baseUrl: url, apiKey });
  const session = await client.checkoutSessions.create({
    line_items: [{ price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Tea" } } }],
  });
  for (const [what, page] of [
    [[], `${url}/reference`],
    [["docs"], `${url}/reference`],
    [["api"], `${url}/openapi.json`],
    [["device"], `${url}/auth/device`],
    [[session.id], session.url],
  ] as const) {
    const opened = await machine.run(["open", ...what, "--print", "--json"]);
    expect([opened.exitCode, parse(opened.stdout)]).toEqual([0, { url: page, opened: false }]);
    expect((await fetch(String(page))).status).toBe(200);
  }
  const unknown = await machine.run(["open", "nothing"]);
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining("There are: docs, dashboard, api")]);
  await client.checkoutSessions.expire(session.id);
  const over = await machine.run(["open", session.id, "--print"]);
  expect([over.exitCode, over.stderr]).toEqual([1, expect.stringContaining("expired")]);
  const missing = await machine.run(["open", "cs_nope", "--print"]);
  expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining("cs_nope")]);
});

test.each([
  ["docs", "/reference", ["--host", "0.0.0.0", "--allow-remote"]],
  ["dashboard", "/dashboard", []],
])("micro open %s lets the browser in where the page needs it", async (what, page, flags) => {
  const machine = createMachine();
  const { url } = await machine.startSandbox([...flags, "--port", "0", "--memory"]);
  expect((await fetch(url + page)).status).toBe(401);
  const { stdout } = await machine.run(["open", what, "--print"]);
  const opened = new URL(stdout);
  expect(`${opened.origin}${opened.pathname}`).toBe(`${url}/pages/open`);
  const fragment = new URLSearchParams(opened.hash.slice(1));
  const entered = await fetch(`${url}/pages/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: fragment.get("token") }),
  });
  const cookie = entered.headers.getSetCookie()[0]!.split(";")[0]!;
  expect((await fetch(url + fragment.get("to")!, { headers: { cookie } })).status).toBe(200);

  const wrong = await machine.run(["open", what, "--print", "--api-key", "sk_test_nope"]);
  expect([wrong.exitCode, wrong.stdout, wrong.stderr]).toEqual([1, "", expect.stringContaining("malformed")]);
  expect((await machine.run(["open", what, "--print", "--api-base", "http://127.0.0.1:9"])).stderr).toContain(
    "Nothing answers",
  );
});
