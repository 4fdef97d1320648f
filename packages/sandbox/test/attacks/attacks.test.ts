import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { hashState } from "../support/store.ts";
import { sendBytes } from "../support/wire.ts";

let sandbox: Sandbox;
let store: BetterSqlite.Database;
const folder = mkdtempSync(join(tmpdir(), "micro-attacks-"));
const frontEnd = "http://localhost:3000";

beforeAll(async () => {
  const file = join(folder, "sandbox.db");
  sandbox = await createSandbox({ file, seed: "attacks", frozenAt: 1_800_000_000, corsOrigins: [frontEnd] });
  await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await sandbox.settle();
  store = new BetterSqlite(file, { readonly: true });
});
afterAll(async () => {
  store.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const good = '{"amount":2000,"currency":"usd"}';

interface Raw {
  line?: string;
  /** Replaces the Host header; none when null. */
  host?: string | null;
  headers?: string[];
  body?: string | Buffer;
  /** Leaves the body's own length out. */
  unmeasured?: boolean;
}

/** A request that would create a payment intent, but for what the case changes. */
function raw({ line = "POST /payments/payment_intents HTTP/1.1", host, headers = [], body = good, unmeasured }: Raw) {
  const lines = [
    line,
    ...(host === null ? [] : [`Host: ${host ?? `127.0.0.1:${sandbox.port}`}`]),
    `Authorization: Bearer ${sandbox.apiKey}`,
    ...(headers.some((header) => /^content-type:/i.test(header)) ? [] : ["Content-Type: application/json"]),
    ...(unmeasured ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...(headers.some((header) => /^connection:/i.test(header)) ? [] : ["Connection: close"]),
    ...headers,
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n")), Buffer.from(body)]);
}

/** Sends it, and holds it against a status; whatever it was, nothing may have changed. */
async function attack(request: Raw, status: number, code?: string): Promise<void> {
  const before = hashState(store);
  const answer = await sendBytes(sandbox.url, raw(request));
  expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  if (code !== undefined) expect(answer).toContain(`"code":"${code}"`);
  expect(answer).not.toMatch(/access-control-allow-origin: \*/i);
  expect(hashState(store)).toBe(before);
}

test("the request that the cases change is a good one, and the digest tells what it wrote", async () => {
  const before = hashState(store);
  expect(await sendBytes(sandbox.url, raw({}))).toMatch(/^HTTP\/1\.1 201/);
  expect(hashState(store)).not.toBe(before);
});

describe("a Host that a web page could have rebound", () => {
  test.each<[string | null, number, string]>([
    [null, 400, "host_invalid"],
    ["", 400, "host_invalid"],
    ["127.0.0.1:", 400, "host_invalid"],
    ["127.0.0.1:0", 400, "host_invalid"],
    ["127.0.0.1:99999", 400, "host_invalid"],
    ["127.0.0.1:8080:80", 400, "host_invalid"],
    ["127.0.0.1:80a", 400, "host_invalid"],
    ["user@127.0.0.1", 400, "host_invalid"],
    ["user:pass@127.0.0.1", 400, "host_invalid"],
    ["127.0.0.1/evil.test", 400, "host_invalid"],
    ["127.0.0.1#evil.test", 400, "host_invalid"],
    ["127.0.0.1 evil.test", 400, "host_invalid"],
    ["127.0.0.1,evil.test", 400, "host_invalid"],
    ["[::1", 400, "host_invalid"],
    ["::1", 400, "host_invalid"],
    ["evil.test", 403, "host_forbidden"],
    ["EVIL.test:8080", 403, "host_forbidden"],
    ["localhost.", 403, "host_forbidden"],
    ["127.0.0.1.", 403, "host_forbidden"],
    ["127.0.0.1.nip.io", 403, "host_forbidden"],
    ["localhost.evil.test", 403, "host_forbidden"],
    ["2130706433", 403, "host_forbidden"],
    ["0x7f000001", 403, "host_forbidden"],
    ["017700000001", 403, "host_forbidden"],
    ["127.1", 403, "host_forbidden"],
    ["127.0.0.2", 403, "host_forbidden"],
    ["0.0.0.0", 403, "host_forbidden"],
    ["[::]", 403, "host_forbidden"],
    ["[::ffff:127.0.0.1]", 403, "host_forbidden"],
    ["[0:0:0:0:0:0:0:1]", 403, "host_forbidden"],
    ["xn--lcalhost-5za", 403, "host_forbidden"],
    ["metadata.google.internal", 403, "host_forbidden"],
  ])("%j is refused", (host, status, code) => attack({ host }, status, code));

  test("twice is refused, whichever is right", () => attack({ headers: ["Host: evil.test"] }, 400, "host_invalid"));

  test("in the request line does not count: the header does", () =>
    attack({ line: "POST http://127.0.0.1/payments/payment_intents HTTP/1.1", host: "evil.test" }, 403));
});

describe("a page of another origin", () => {
  test.each([
    "http://evil.test",
    "https://127.0.0.1",
    "http://127.0.0.1:1",
    "http://127.0.0.1.evil.test",
    "http://localhost:3001",
    `${frontEnd}/`,
    `${frontEnd}.evil.test`,
    "null",
    "",
    "file://",
    "chrome-extension://abcdef",
  ])("is refused by its Origin %j", (origin) => attack({ headers: [`Origin: ${origin}`] }, 403, "origin_forbidden"));

  test.each(["cross-site", "same-site", "CROSS-SITE", "none, cross-site"])("is refused by Sec-Fetch-Site %j", (site) =>
    attack({ headers: [`Sec-Fetch-Site: ${site}`] }, 403, "origin_forbidden"),
  );

  test("cannot navigate into the API", () =>
    attack(
      { headers: ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"] },
      403,
      "origin_forbidden",
    ));

  test("gets no preflight answered", () =>
    attack(
      {
        line: "OPTIONS /payments/payment_intents HTTP/1.1",
        headers: ["Origin: http://evil.test", "Access-Control-Request-Method: POST"],
      },
      403,
      "origin_forbidden",
    ));

  test("cannot reset the sandbox, not even from the allowed front end", () =>
    attack({ line: "POST /sandbox/reset HTTP/1.1", headers: [`Origin: ${frontEnd}`], body: "{}" }, 403));

  test("cannot reset the sandbox by an encoded path either", () =>
    attack({ line: "POST /%73andbox/reset HTTP/1.1", headers: [`Origin: ${frontEnd}`], body: "{}" }, 403));

  test.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/json",
    "application/json-patch+json",
  ])("cannot send %s, which needs no preflight or is no JSON", (type) =>
    attack({ headers: [`Content-Type: ${type}`] }, 415, "content_type_unsupported"),
  );

  test.each(["http://evil.test", "null", frontEnd])("cannot open the stream from %s", (origin) =>
    attack(
      {
        line: "GET /ws HTTP/1.1",
        headers: [
          `Origin: ${origin}`,
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ],
        body: "",
      },
      403,
      "origin_forbidden",
    ),
  );

  test.each(["http://evil.test", "null", frontEnd])("cannot read server-sent events from %s", (origin) =>
    attack({ line: "GET /events/stream HTTP/1.1", headers: [`Origin: ${origin}`], body: "" }, 403, "origin_forbidden"),
  );

  test("cannot open the stream by a rebound name", () =>
    attack(
      {
        line: "GET /ws HTTP/1.1",
        host: "evil.test",
        headers: [
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ],
        body: "",
      },
      403,
      "host_forbidden",
    ));
});

describe("a request that two readers could read differently", () => {
  const chunked = `${Buffer.byteLength(good).toString(16)}\r\n${good}\r\n0\r\n\r\n`;

  test.each<[string, Raw, number]>([
    ["with a length and chunks", { headers: ["Transfer-Encoding: chunked"], body: chunked }, 400],
    ["with two lengths", { headers: ["Content-Length: 1"] }, 400],
    ["with a length of two numbers", { headers: ["Content-Length: 5, 5"], unmeasured: true }, 400],
    ["with a negative length", { headers: ["Content-Length: -1"], unmeasured: true }, 400],
    ["with a length in hex", { headers: ["Content-Length: 0x10"], unmeasured: true }, 400],
    ["with an unknown transfer coding", { headers: ["Transfer-Encoding: xchunked"], unmeasured: true }, 400],
    ["with chunks named twice", { headers: ["Transfer-Encoding: chunked, chunked"], unmeasured: true }, 400],
    ["with a chunk of no number", { headers: ["Transfer-Encoding: chunked"], unmeasured: true, body: "zz\r\n" }, 400],
    ["with a space before the colon", { headers: ["X-Api-Key : x"] }, 400],
    ["with a header folded over two lines", { headers: ["X-One: a\r\n b"] }, 400],
    ["with a bare line feed in a header", { headers: ["X-One: a\nX-Two: b"] }, 400],
    ["with a NUL in a header", { headers: ["X-One: a\0b"] }, 400],
    ["without a version", { line: "POST /payments/payment_intents" }, 400],
    ["of version 9", { line: "POST /payments/payment_intents HTTP/9.9" }, 400],
    ["with an unknown method", { line: "BREW /payments/payment_intents HTTP/1.1" }, 400],
  ])("%s is refused", (_, request, status) => attack(request, status));
});

describe("a path trick", () => {
  test.each([
    "/payments/../payments/payment_intents",
    "/payments//payment_intents",
    "//payments/payment_intents",
    "/payments/payment_intents%00",
    "/payments/payment_intents%2f",
    "/PAYMENTS/payment_intents",
    "/payments;x=1/payment_intents",
    "/payments\\payment_intents",
    "/.well-known/../payments/payment_intents",
    "/%2e%2e/payments/payment_intents",
    "/payments/payment_intents/%zz/confirm",
  ])("%s is no route", (path) => attack({ line: `POST ${path} HTTP/1.1` }, 404));

  test("that leaves an id empty is refused", () =>
    attack({ line: "POST /payments/payment_intents/ HTTP/1.1", body: "{}" }, 400, "parameter_invalid_string"));
});

describe("a body", () => {
  const deep = (depth: number) =>
    `{"amount":2000,"currency":"usd","metadata":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
  const many = `{${Array.from({ length: 10_001 }, (_, index) => `"k${index}":1`).join(",")}}`;

  test.each<[string, string | Buffer, number, string?]>([
    ["nested 33 deep", deep(33), 422, "body_unparseable"],
    ["nested a hundred thousand deep", deep(100_000), 422, "body_unparseable"],
    ["of a hundred thousand open brackets", "[".repeat(100_000), 422, "body_unparseable"],
    ["with ten thousand and one names", many, 422, "body_unparseable"],
    ["over a mebibyte", `{"description":"${"x".repeat(1024 * 1024)}"}`, 413, "body_too_large"],
    ["with __proto__", `{"__proto__":{"amount":1},"amount":2000,"currency":"usd"}`, 422],
    ["with an escaped __proto__", `{"\\u005f_proto__":{},"amount":2000,"currency":"usd"}`, 422],
    ["with __proto__ inside", `{"amount":2000,"currency":"usd","metadata":{"__proto__":"x"}}`, 422],
    ["with a poisoned constructor", `{"constructor":{"a":1,"prototype":{}},"amount":2000,"currency":"usd"}`, 422],
    ["with a name twice", `{"amount":1,"amount":2000,"currency":"usd"}`, 422],
    ["with a name twice, once escaped", `{"amount":1,"\\u0061mount":2000,"currency":"usd"}`, 422],
    ["with a name twice inside", `{"amount":2000,"currency":"usd","metadata":{"a":"1","a":"2"}}`, 422],
    ["with 1e400", `{"amount":1e400,"currency":"usd"}`, 400, "parameter_invalid_integer"],
    ["with -1e400", `{"amount":-1e400,"currency":"usd"}`, 400, "parameter_invalid_integer"],
    ["with 2^53", `{"amount":9007199254740993,"currency":"usd"}`, 400],
    ["with a fraction", `{"amount":20.5,"currency":"usd"}`, 400, "parameter_invalid_integer"],
    ["with NaN", `{"amount":NaN,"currency":"usd"}`, 422],
    ["with a comment", `{"amount":2000/*x*/,"currency":"usd"}`, 422],
    ["with a trailing comma", `{"amount":2000,"currency":"usd",}`, 422],
    ["with two values", `${good}${good}`, 422],
    ["of invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 422],
    ["of an overlong encoding", Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), 422],
    ["of a surrogate in UTF-8", Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 422],
    ["in UTF-16", Buffer.from(good, "utf16le"), 422],
    ["with a byte order mark", `\u{FEFF}${good}`, 422],
    ["that names another account", `{"amount":2000,"currency":"usd","account":"org_1"}`, 400, "parameter_unknown"],
    ["that names another mode", `{"amount":2000,"currency":"usd","livemode":true}`, 400, "parameter_unknown"],
    ["that names another realm", `{"amount":2000,"currency":"usd","realm":2}`, 400, "parameter_unknown"],
  ])("%s is refused", (_, body, status, code) => attack({ body }, status, code));
});

describe("headers", () => {
  test.each<[string, Raw, number]>([
    ["of 20 kB", { headers: [`X-Long: ${"x".repeat(20_000)}`] }, 431],
    ["of twenty thousand short lines", { headers: Array.from({ length: 20_000 }, () => "a: b") }, 431],
    ["with a path of 20 kB", { line: `POST /${"x".repeat(20_000)} HTTP/1.1` }, 431],
    ["with an idempotency key of 256", { headers: [`Idempotency-Key: ${"x".repeat(256)}`] }, 400],
    ["with a request id of 129", { headers: [`X-Request-ID: ${"x".repeat(129)}`] }, 400],
    ["with two authorizations that disagree", { headers: ["X-Api-Key: sk_test_1", "Authorization: Basic eDo="] }, 201],
  ])("%s are judged", async (_, request, status) => {
    if (status === 201) expect(await sendBytes(sandbox.url, raw(request))).toMatch(/^HTTP\/1\.1 201/);
    else await attack(request, status);
  });

  test("that never end are cut off, and the sandbox goes on", async () => {
    const before = hashState(store);
    const answer = await sendBytes(sandbox.url, `POST /payments/payment_intents HTTP/1.1\r\nHost: 127.0.0.1\r\nX: `);
    expect(answer.slice(0, 12)).toBe("HTTP/1.1 408");
    expect(answer).toContain('"code":"request_timeout"');
    expect(hashState(store)).toBe(before);
    expect((await sandbox.client.sandbox.health()).status).toBe("ok");
  });
});

test("what was refused is in the request log of the account whose sandbox it is", async () => {
  await sendBytes(sandbox.url, raw({ host: "evil.test" }));
  const { data } = await sandbox.client.requests.list({ limit: 1 });
  expect(data[0]).toMatchObject({ status: 403, error_code: "host_forbidden", operation: null, method: "POST" });
});
