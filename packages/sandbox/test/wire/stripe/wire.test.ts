import { expect, test } from "vitest";

import { startSandbox } from "../../support/sandbox.ts";
import { send, type WireRequest } from "../../support/wire.ts";

const formType = { "content-type": "application/x-www-form-urlencoded" };

async function start() {
  const sandbox = await startSandbox();
  const authorization = `Bearer ${sandbox.apiKey}`;
  const call = ({ headers, ...request }: WireRequest) =>
    send(sandbox.url, { ...request, headers: { authorization, ...headers } });
  const post = (path: string, body: string, headers: WireRequest["headers"] = {}) =>
    call({ method: "POST", path, body, headers: { ...formType, ...headers } });
  const eventCount = async () => (await sandbox.client.events.list()).data.length;
  return { sandbox, call, post, eventCount };
}

test("a form has brackets to any depth, words for truth in any case, and empty text for nothing", async () => {
  const { post } = await start();
  const answer = await post(
    "/v1/payment_intents",
    [
      "amount=2000&currency=USD&confirm=True&capture_method=manual&description=",
      "payment_method_data[type]=card&payment_method_data[card][number]=4242424242424242",
      "payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034",
      "payment_method_data[billing_details][address][line1]=1%20Main%20St&payment_method_types[0]=card",
      "expand[]=payment_method&expand[]=latest_charge&metadata[a]=1",
    ].join("&"),
  );
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    status: "requires_capture",
    currency: "usd",
    description: null,
    metadata: { a: "1" },
    payment_method: { billing_details: { address: { line1: "1 Main St", line2: null } } },
    latest_charge: { object: "charge", captured: false },
  });
});

test.each([
  ["toString=x&constructor=y&hasOwnProperty=z&ok=1"],
  ["0=a&1=b"],
  ["1=b"],
  ["3=c&1=a"],
  ["7=a&toString=b&order=c"],
  ["order=c&7=a"],
  ["2024=x"],
  ["2024=x&0=y&order=z"],
  ["0=y&999=v&1000=w&2024=x"],
  ["0=&1=b"],
])("metadata takes any name, such as those of %s", async (pairs) => {
  const { post, call } = await start();
  const sent = [...new URLSearchParams(pairs)];
  const form = sent.map(([name, value]) => `metadata[${name}]=${value}`).join("&");
  const kept = Object.fromEntries(sent.filter(([, value]) => value !== ""));
  const shown = (answer: { json: unknown }) => answer.json as { id: string; metadata: object };
  expect(shown(await post("/v1/customers", form)).metadata).toEqual(kept);
  const path = `/v1/customers/${shown(await post("/v1/customers", "metadata[old]=1")).id}`;
  expect(shown(await post(path, form)).metadata).toEqual({ old: "1", ...kept });
  expect(shown(await call({ path })).metadata).toEqual({ old: "1", ...kept });
});

test("a list begins where it is sent to begin, and its items keep what they hold", async () => {
  const { post } = await start();
  const { json } = await post(
    "/v1/payment_intents",
    "amount=2000&currency=usd&payment_method_types[3]=card&expand[2]=customer&metadata[5]=five",
  );
  expect(json).toMatchObject({ payment_method_types: ["card"], metadata: { 5: "five" } });
});

test.each([
  ["toString=x", "parameter_unknown"],
  ["constructor[prototype][polluted]=x", "parameter_unknown"],
  ["hasOwnProperty=x", "parameter_unknown"],
  ["address[constructor]=x", "parameter_unknown"],
  ["address[__proto__][line1]=x", undefined],
  ["__proto__[polluted]=x", undefined],
  ["metadata[__proto__]=x", undefined],
  ["metadata[%5F_proto__]=x", undefined],
  ["metadata[constructor][prototype]=x", undefined],
  ["address[0]=x", undefined],
  ["nothing[toString]=x", undefined],
])("%s is refused and changes no prototype", async (form, code) => {
  const { post } = await start();
  const answer = await post("/v1/customers", form);
  expect(answer.status).toBe(400);
  if (code !== undefined) expect(answer.error?.code).toBe(code);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("a truth value is no name that all objects have", async () => {
  const { post } = await start();
  expect((await post("/v1/payment_intents", "amount=2000&currency=usd&confirm=constructor")).status).toBe(400);
});

test("a form with more parameters than may be is refused", async () => {
  const { post } = await start();
  const many = Array.from({ length: 20_000 }, (_, index) => `a${index}=`).join("&");
  expect((await post("/v1/customers", many)).status).toBe(400);
});

test("an answer is indented by two spaces and says its version, its request and its key", async () => {
  const { call, post } = await start();
  const answer = await post("/v1/customers", "name=Ann", {
    "idempotency-key": "k1",
    "stripe-version": "2024-06-20",
  });
  expect(answer.text.startsWith('{\n  "id": "cus_')).toBe(true);
  expect(answer.headers).toMatchObject({
    "stripe-version": "2024-06-20",
    "idempotency-key": "k1",
    "request-id": expect.stringMatching(/^req_/) as unknown,
  });
  const unasked = await call({ path: "/v1/balance" });
  expect(unasked.headers["stripe-version"]).toBe("2026-10-28.endive");
  expect(unasked.headers["stripe-should-retry"]).toBeUndefined();
  const odd = await call({ path: "/v1/balance", headers: { "stripe-version": "latest" } });
  expect(odd).toMatchObject({ status: 400, error: { message: expect.stringContaining("latest") as unknown } });
});

test("credentials are taken as Bearer and as Basic; without, nothing is told", async () => {
  const { sandbox, call } = await start();
  const basic = `Basic ${Buffer.from(`${sandbox.apiKey}:`).toString("base64")}`;
  expect((await call({ path: "/v1/balance", headers: { authorization: basic } })).status).toBe(200);
  for (const path of ["/v1/balance", "/v1/terminal/readers", "/v1/nonsense"]) {
    const answer = await send(sandbox.url, { path });
    expect(answer.status).toBe(401);
    expect(answer.error).toMatchObject({ type: "invalid_request_error", message: expect.any(String) as unknown });
  }
});

test.each([
  ["/v1/customers", "nmae=Ann", "nmae"],
  ["/v1/customers", "address[street]=x", "address[street]"],
  [
    "/v1/payment_intents",
    "amount=1000&currency=usd&payment_method_data[type]=card&payment_method_data[card][pan]=1",
    "payment_method_data[card][pan]",
  ],
  ["/v1/payment_intents", "amount=1000&currency=usd&review=x", "review"],
  ["/v1/customers", "invoice_settings[nothing]=x", "invoice_settings[nothing]"],
])("an unknown parameter is refused by its name: %s %s", async (path, body, param) => {
  const { post, eventCount } = await start();
  const answer = await post(path, body);
  expect(answer).toMatchObject({ status: 400, error: { type: "invalid_request_error", param } });
  expect(await eventCount()).toBe(0);
});

test.each([
  ["amount=abc&currency=usd", "amount", "parameter_invalid_integer"],
  ["amount=10.5&currency=usd", "amount", "parameter_invalid_integer"],
  ["currency=usd", "amount", "parameter_missing"],
  ["amount=1000&currency=usd&confirm=perhaps", "confirm", undefined],
  ["amount=1000&currency=usd&payment_method_types=card", "payment_method_types", undefined],
  ["amount=1000&currency=xyz", "currency", undefined],
  ["amount[a]=1&currency=usd", "amount", "parameter_invalid_integer"],
])("%s is refused for %s", async (body, param, code) => {
  const { post, eventCount } = await start();
  const answer = await post("/v1/payment_intents", body);
  expect(answer).toMatchObject({ status: 400, error: { type: "invalid_request_error", param } });
  expect(answer.error?.code).toBe(code);
  expect(answer.headers["stripe-should-retry"]).toBe("false");
  expect(await eventCount()).toBe(0);
});

test("a form that is too deep, another content type and another method are refused", async () => {
  const { call, post, eventCount } = await start();
  const deep = await post("/v1/customers", `metadata${"[a]".repeat(40)}=1`);
  expect(deep).toMatchObject({ status: 400, error: { type: "invalid_request_error" } });
  const json = await call({
    method: "POST",
    path: "/v1/customers",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(json).toMatchObject({ status: 400, error: { type: "invalid_request_error" } });
  expect((await call({ method: "DELETE", path: "/v1/balance" })).status).toBe(501);
  expect(await eventCount()).toBe(0);
});

test("what is not imitated answers 501 and where the list is; what Stripe has not, 404", async () => {
  const { call, post } = await start();
  const answer = await post("/v1/terminal/readers", "label=x");
  expect(answer.status).toBe(501);
  expect(answer.error).toMatchObject({
    type: "api_error",
    message: expect.stringContaining("docs/stripe.md") as unknown,
  });
  expect(answer.headers["stripe-should-retry"]).toBe("false");
  const part = await post("/v1/customers/cus_1/funding_instructions", "currency=eur");
  expect(part.status).toBe(501);
  const none = await call({ path: "/v1/nonsense" });
  expect(none).toMatchObject({ status: 404, error: { type: "invalid_request_error" } });
  const connected = await call({ path: "/v1/balance", headers: { "stripe-account": "acct_1" } });
  expect(connected).toMatchObject({ status: 403, error: { code: "account_invalid", type: "invalid_request_error" } });
});

test("empty metadata unsets every key, an empty value its own", async () => {
  const { post } = await start();
  const { json } = await post("/v1/customers", "metadata[a]=1&metadata[b]=2&email=ann@example.test");
  const { id } = json as { id: string };
  expect((await post(`/v1/customers/${id}`, "metadata[a]=&email=")).json).toMatchObject({
    metadata: { b: "2" },
    email: null,
  });
  expect((await post(`/v1/customers/${id}`, "metadata=")).json).toMatchObject({ metadata: {} });
});

test("empty text unsets at any depth, and truth is told in any case", async () => {
  const { post } = await start();
  const { json } = await post("/v1/customers", "address[line1]=1%20Main%20St&address[line2]=Flat%202&phone=1");
  const { id } = json as { id: string };
  const changed = await post(`/v1/customers/${id}`, "address[line1]=1%20Main%20St&address[line2]=&phone=");
  expect(changed.json).toMatchObject({ address: { line1: "1 Main St", line2: null }, phone: null });
  const product = await post("/v1/products", "name=Tea&active=FALSE");
  expect(product.json).toMatchObject({ active: false });
  const { id: tea } = product.json as { id: string };
  expect((await post(`/v1/products/${tea}`, "active=True")).json).toMatchObject({ active: true });

  // Nothing but true is a choice here.
  const { id: account } = (await post("/v1/accounts", "type=custom")).json as { id: string };
  const banks = `/v1/accounts/${account}/external_accounts`;
  await post(banks, "external_account=btok_us_verified");
  const { id: bank } = (await post(banks, "external_account=btok_us_verified")).json as { id: string };
  const chosen = await post(`${banks}/${bank}`, "default_for_currency=True");
  expect(chosen.json).toMatchObject({ id: bank, default_for_currency: true });
});

test("the request log has these requests as any others", async () => {
  const { sandbox, call, post } = await start();
  await post("/v1/customers", "name=Ann");
  await call({ path: "/v1/terminal/readers" });
  const { data } = await sandbox.client.requests.list();
  expect(data.map(({ method, path, status }) => [method, path, status])).toEqual([
    ["GET", "/v1/terminal/readers", 501],
    ["POST", "/v1/customers", 201],
  ]);
});
