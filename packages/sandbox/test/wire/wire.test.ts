import { beforeEach, describe, expect, test } from "vitest";
import type BetterSqlite from "better-sqlite3";

import type { Sandbox } from "../../src/index.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { countRows, openStore } from "../support/store.ts";
import { jsonBody, send, sendBytes, type WireAnswer, type WireRequest } from "../support/wire.ts";

const intents = "/payments/payment_intents";
const good = '{"amount":2000,"currency":"usd"}';

let sandbox: Sandbox;
let store: BetterSqlite.Database;
let before: Record<string, number>;
let auth: { authorization: string };

beforeEach(async () => {
  const file = temporaryFile();
  sandbox = await startSandbox({ file });
  store = openStore(file);
  before = countRows(store);
  auth = { authorization: `Bearer ${sandbox.apiKey}` };
});

/** A request that is refused: with a code of the catalogue, and without any trace but the request log's. */
async function expectRefused(request: WireRequest, status: number, code: string, param?: string): Promise<WireAnswer> {
  const answer = await send(sandbox.url, request);
  expect([answer.status, answer.error?.code, answer.error?.param]).toEqual([status, code, param]);
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(answer.headers["request-id"]).toBe(answer.error?.request_id);
  expect(countRows(store)).toEqual(before);
  return answer;
}
const post = (body: string | Buffer, headers: Record<string, string> = {}, path = intents): WireRequest => ({
  method: "POST",
  path,
  headers: { ...auth, "content-type": "application/json", ...headers },
  body,
});

describe("a body", () => {
  test.each([
    ["that ends too early", '{"amount":2000'],
    ["with a comma too much", '{"amount":2000,}'],
    ["in single quotes", "{'amount':2000}"],
    ["that is a form", "amount=2000&currency=usd"],
    ["that is only white space", "   "],
    ["with two values", "{}{}"],
    ["of a number that is none", '{"amount":NaN}'],
    ["that is nothing but a byte order mark and an object", `\u{FEFF}${good}{`],
    ["with __proto__", '{"__proto__":{"amount":2000},"currency":"usd"}'],
    ["with __proto__ deep inside", '{"amount":2000,"currency":"usd","metadata":{"__proto__":"x"}}'],
    ["with a poisoned constructor", '{"constructor":{"prototype":{"amount":1}}}'],
    ["that is an array", `[${good}]`],
    ["that is a number", "5"],
    ["that is null", "null"],
    ["that is a string", '"x"'],
  ])("%s is not parseable", async (_, body) => {
    await expectRefused(post(body), 422, "body_unparseable");
    expect(({} as Record<string, unknown>)["amount"]).toBeUndefined();
  });

  test("that is not UTF-8 is not parseable", async () => {
    const invalid = Buffer.concat([
      Buffer.from('{"amount":2000,"currency":"usd","description":"'),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from('"}'),
    ]);
    await expectRefused(post(invalid), 422, "body_unparseable");
  });

  test.each([String.raw`{"name":"\ud800"}`, String.raw`{"metadata":{"\uDC00 \ud83d":"a"}}`])(
    "with half a character, %s, is refused",
    async (body) => {
      await expectRefused(post(body), 422, "body_unparseable");
    },
  );

  test("with a character that is escaped whole is taken, and so is what only looks like half of one", async () => {
    const description = String.raw`\ud83d\ude00 \\ud800`;
    const answer = await send(sandbox.url, post(`{"amount":2000,"currency":"usd","description":"${description}"}`));
    expect(answer).toMatchObject({ status: 201, json: { description: String.raw`😀 \ud800` } });
  });

  test("that is not UTF-8 is not parseable in chunks either", async () => {
    const invalid = Buffer.concat([
      Buffer.from('{"amount":2000,"currency":"usd","description":"'),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from('"}'),
    ]);
    await expectRefused(post(invalid, { "transfer-encoding": "chunked" }), 422, "body_unparseable");
  });

  test("nested without end is refused", async () => {
    const deep = `{"amount":2000,"currency":"usd","metadata":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`;
    const answer = await send(sandbox.url, post(deep));
    expect([400, 422]).toContain(answer.status);
    expect(countRows(store)).toEqual(before);
  });

  test("of a megabyte and a byte is too large, whether its length is told or not", async () => {
    const body = `{"description":"${"x".repeat(1024 * 1024 - 17)}"}`;
    expect(body).toHaveLength(1024 * 1024 + 1);
    await expectRefused(post(body), 413, "body_too_large");
    await expectRefused(post(body, { "transfer-encoding": "chunked" }), 413, "body_too_large");
    await expectRefused(post(body.replace("xx", "x")), 400, "parameter_missing", "amount");
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "multipart/form-data",
    "x",
    "application/json5",
  ])("of type %s is of a wrong type", async (type) => {
    await expectRefused(post(good, { "content-type": type }), 415, "content_type_unsupported");
  });

  test("without a type is of a wrong type", async () => {
    await expectRefused({ method: "POST", path: intents, headers: auth, body: good }, 415, "content_type_unsupported");
  });

  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "of type %s is taken",
    async (type) => {
      const answer = await send(sandbox.url, post(good, { "content-type": type }));
      expect(answer.status).toBe(201);
    },
  );

  test("that is absent is an empty one", async () => {
    await expectRefused({ method: "POST", path: intents, headers: auth }, 400, "parameter_missing", "amount");
    await expectRefused(post(""), 400, "parameter_missing", "amount");
    const cancel = await send(sandbox.url, post("", {}, `${intents}/pi_nope/cancel`));
    expect(cancel.error?.code).toBe("resource_missing");
  });
});

describe("a parameter", () => {
  test.each([
    ['{"amount":2000,"currency":"usd","amuont":1}', "parameter_unknown", "amuont"],
    ['{"amount":"2000","currency":"usd"}', "parameter_invalid_integer", "amount"],
    ['{"amount":2000.5,"currency":"usd"}', "parameter_invalid_integer", "amount"],
    ['{"amount":9007199254740993,"currency":"usd"}', "parameter_invalid_integer", "amount"],
    ['{"amount":-0,"currency":"usd"}', "parameter_invalid_integer", "amount"],
    ['{"amount":1e400,"currency":"usd"}', "parameter_invalid_integer", "amount"],
    ['{"amount":2000}', "parameter_missing", "currency"],
    ['{"amount":2000,"currency":"usd","metadata":{"a":{"b":"c"}}}', "parameter_invalid_string", "metadata.a"],
    ['{"amount":2000,"currency":"usd","confirm":"yes"}', "parameter_invalid_boolean", "confirm"],
    ['{"amount":2000,"currency":"usd","toString":"x"}', "parameter_unknown", "toString"],
  ])("in %s is refused", async (body, code, param) => {
    await expectRefused(post(body), 400, code, param);
  });

  test("belongs into the body of a POST, not into its query", async () => {
    await expectRefused(post(good, {}, `${intents}?description=x`), 400, "parameter_unknown", "description");
  });

  test("`id` is in the path alone", async () => {
    await expectRefused(post('{"id":"pi_other"}', {}, `${intents}/pi_1/cancel`), 400, "parameter_unknown", "id");
    await expectRefused({ path: `${intents}/pi_1?id=pi_2`, headers: auth }, 400, "parameter_unknown", "id");
  });

  test.each([
    ["limit=0", "parameter_invalid_integer", "limit"],
    ["limit=101", "parameter_invalid_integer", "limit"],
    ["limit=ten", "parameter_invalid_integer", "limit"],
    ["limit=", "parameter_invalid_integer", "limit"],
    ["limit=2.5", "parameter_invalid_integer", "limit"],
    ["limit=true", "parameter_invalid_integer", "limit"],
    ["limit=1&limit=2", "parameter_invalid_integer", "limit"],
    ["limit[gte]=1", "parameter_invalid_integer", "limit"],
    ["page=1", "parameter_unknown", "page"],
    ["status=paid", "parameter_invalid", "status"],
    ["created=5", "parameter_invalid_object", "created"],
    ["created[gte]=soon", "parameter_invalid_integer", "created.gte"],
    ["created[before]=5", "parameter_unknown", "created.before"],
    ["starting_after=pi_nope", "resource_missing", "starting_after"],
    ["starting_after=a&ending_before=b", "parameter_invalid", "ending_before"],
  ])("in the query %s is refused", async (query, code, param) => {
    const status = code === "resource_missing" ? 404 : 400;
    await expectRefused({ path: `${intents}?${query}`, headers: auth }, status, code, param);
  });

  test("in a query that is no text it can be decoded to is refused or missing, and never a failure of ours", async () => {
    for (const query of ["%ZZ", "limit=%E0%A4%A", "a[b[c]]=1", "[]=1", "=1", "&&&", "created[gte]=%00"]) {
      const answer = await send(sandbox.url, { path: `${intents}?${query}`, headers: auth });
      expect(answer.status).toBeLessThan(500);
    }
    expect(countRows(store)).toEqual(before);
  });
});

describe("a route", () => {
  test.each([
    ["GET", "/nope"],
    ["POST", "/"],
    ["PUT", intents],
    ["PATCH", `${intents}/pi_1`],
    ["DELETE", `${intents}/pi_1`],
    ["POST", "/payments/payment_intents/pi_1/confirm/again"],
    ["GET", "/Payments/Payment_Intents"],
    ["GET", "//payments/payment_intents"],
    ["GET", "/payments/../payments/payment_intents"],
    ["OPTIONS", intents],
    ["GET", "/docs/errors/nope"],
    ["GET", "/docs/errors/toString"],
  ])("%s %s is unknown", async (method, path) => {
    await expectRefused({ method, path, headers: auth }, 404, "route_unknown");
  });

  test.each([
    intents,
    `${intents}/pi_nope`,
    "/events?limit=x",
    "/webhooks/endpoints",
    "/health",
    "/metrics",
    "/openapi.json",
    "/reference",
    "/auth/device",
    "/pay/nope",
  ])("HEAD %s is answered as GET is, without the body", async (path) => {
    const head = await send(sandbox.url, { method: "HEAD", path, headers: auth });
    const get = await send(sandbox.url, { path, headers: auth });
    expect([head.status, head.text]).toEqual([get.status, ""]);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
    // What is counted is another number the next time.
    if (path !== "/metrics" && path !== "/health") {
      expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    }
    expect(countRows(store)).toEqual(before);
  });

  test("HEAD needs the same credentials as GET, is no other way to a POST, and ends where GET goes on", async () => {
    const head = async (path: string, headers = {}) =>
      (await send(sandbox.url, { method: "HEAD", path, headers })).status;
    expect(await head(intents)).toBe(401);
    expect(await head(intents, { ...auth, host: "evil.test" })).toBe(403);
    expect(await head(`${intents}/pi_nope/confirm`, auth)).toBe(404);
    expect(await head("/events/stream", auth)).toBe(200);
    expect(await head("/events/stream")).toBe(401);
    expect(countRows(store)).toEqual(before);
  });

  test.each([`${intents}/%ZZ`, `${intents}/%E0%A4%A`])("%s is refused", async (path) => {
    await expectRefused({ path, headers: auth }, 404, "route_unknown");
  });

  test.each(["%00", "..%2f..%2fetc", "x".repeat(64), "pi_%F0%9F%A6%93", "'; DROP TABLE payment_intents; --"])(
    "with the id %s finds nothing",
    async (id) => {
      await expectRefused(
        { path: `${intents}/${encodeURI(id).replaceAll("%25", "%")}`, headers: auth },
        404,
        "resource_missing",
        "id",
      );
    },
  );

  test.each([65, 101, 8000])("with an id of %i characters is refused", async (length) => {
    const path = `${intents}/${"x".repeat(length)}`;
    await expectRefused({ path, headers: auth }, 400, "parameter_invalid_string", "id");
  });

  test("has an alias for registering", async () => {
    const body = jsonBody({ email: "ada@example.test", password: "correct horse" });
    expect((await send(sandbox.url, { method: "POST", path: "/auth/signup", ...body })).status).toBe(201);
  });
});

describe("a caller that may be a web page", () => {
  test.each([
    [{ host: "evil.test" }, 403, "host_forbidden"],
    [{ host: "user@localhost" }, 400, "host_invalid"],
    [{ origin: "http://evil.test" }, 403, "origin_forbidden"],
    [{ origin: "null" }, 403, "origin_forbidden"],
    [{ "sec-fetch-site": "cross-site" }, 403, "origin_forbidden"],
  ])("with %j is refused, whatever it asks for", async (headers, status, code) => {
    await expectRefused(post(good, headers), status, code);
    await expectRefused({ path: "/health", headers }, status, code);
    await expectRefused({ path: "/nope", headers }, status, code);
    await expectRefused({ path: "/docs/errors/card_declined", headers }, status, code);
  });

  test("without a Host is refused", async () => {
    const body = `POST ${intents} HTTP/1.1\r\n${authorizationLine()}content-type: application/json\r\ncontent-length: ${good.length}\r\nconnection: close\r\n\r\n${good}`;
    expect(await sendBytes(sandbox.url, body)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendBytes(sandbox.url, body.replace("HTTP/1.1", "HTTP/1.0"))).toMatch(
      /^HTTP\/1\.1 400 [^]*host_invalid/,
    );
    expect(countRows(store)).toEqual(before);
  });
});

describe("credentials", () => {
  const read = (headers: Record<string, string>) => send(sandbox.url, { path: intents, headers });

  test("may come as Bearer, as the user of Basic, or as X-Api-Key", async () => {
    const { apiKey } = sandbox;
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const headers of [
      { authorization: `Bearer ${apiKey}` },
      { authorization: `bearer ${apiKey}` },
      { authorization: basic(`${apiKey}:`) },
      { authorization: basic(apiKey) },
      { "x-api-key": apiKey },
    ]) {
      expect((await read(headers)).status).toBe(200);
    }
  });

  test("in Authorization are not mended by X-Api-Key", async () => {
    const answer = await read({ authorization: "Bearer sk_test_wrong", "x-api-key": sandbox.apiKey });
    expect(answer.error?.code).toBe("api_key_malformed");
  });

  test.each(["Basic !!!", "Basic", "Bearer", "Bearer a b", "Token x", ""])(
    "of the form %j are refused",
    async (authorization) => {
      const answer = await read({ authorization });
      expect(answer.status).toBe(401);
      expect(answer.error?.type).toBe("authentication_error");
    },
  );
});

describe("X-Request-ID", () => {
  const echoed = async (request: WireRequest) => (await send(sandbox.url, request)).headers["x-request-id"];

  test("comes back with every answer, also with a refusal", async () => {
    const headers = { ...auth, "x-request-id": "mine-1" };
    expect(await echoed({ path: intents, headers })).toBe("mine-1");
    expect(await echoed({ path: `${intents}/pi_nope`, headers })).toBe("mine-1");
    expect(await echoed({ path: intents, headers: { "x-request-id": "mine-1" } })).toBe("mine-1");
    expect(await echoed(post("{", { "x-request-id": "mine-1" }))).toBe("mine-1");
    expect(await echoed(post("[]", { "x-request-id": "mine-1" }))).toBe("mine-1");
    expect(await echoed({ path: "/nope", headers })).toBe("mine-1");
  });

  test.each(["x".repeat(129), "a b", "ä"])("of the form %j is refused, and does not come back", async (id) => {
    const headers = { ...auth, "x-request-id": Buffer.from(id).toString("latin1") };
    const answer = await expectRefused({ path: intents, headers }, 400, "parameter_invalid_string", "X-Request-ID");
    expect(answer.headers["x-request-id"]).toBeUndefined();
  });
});

test("an upgrade to another protocol than WebSocket is not taken, and the request is answered as it stands", async () => {
  const text = await sendBytes(
    sandbox.url,
    `GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade, HTTP2-Settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text).toContain('"status":"ok"');
});

test("bytes that are no HTTP are hung up on, and the next caller is served", async () => {
  expect(await sendBytes(sandbox.url, "\u0016\u0003\u0001 no http\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect((await send(sandbox.url, { path: "/health" })).status).toBe(200);
});

test("two answers over one connection do not mix", async () => {
  const get = (path: string, close: boolean) =>
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorizationLine()}${close ? "connection: close\r\n" : ""}\r\n`;
  const text = await sendBytes(sandbox.url, get(`${intents}/pi_a`, false) + get(`${intents}/pi_b`, true));
  expect(text.match(/HTTP\/1\.1 404/g)).toHaveLength(2);
  expect(text.indexOf("pi_a")).toBeLessThan(text.indexOf("pi_b"));
});

test("the page of an error tells what it means", async () => {
  const answer = await send(sandbox.url, { path: "/docs/errors/card_declined" });
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(answer.text).toContain("card_declined");
});

test("health needs no credentials and says who answers", async () => {
  const answer = await send(sandbox.url, { path: "/health" });
  expect(answer.json).toMatchObject({ status: "ok", instance_id: sandbox.instanceId, pid: process.pid });
});

const authorizationLine = () => `authorization: ${auth.authorization}\r\n`;
