import { describe, expect, test } from "vitest";

import { createGuard, type GuardedRequest, type RouteKind } from "./guards.ts";

type GuardedHeaders = GuardedRequest["headers"];

const own = { host: "127.0.0.1:8080" };
const frontEnd = "http://localhost:3000";
const local = createGuard({ remoteHost: null, corsOrigins: [] });
const withFrontEnd = createGuard({ remoteHost: null, corsOrigins: [frontEnd] });
const remote = createGuard({ remoteHost: "micro.lan", corsOrigins: [] });

const guard = (headers: GuardedHeaders, kind: RouteKind = "api", by = local) => by({ headers, rawHeaders: [] }, kind);
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe("headers", () => {
  test.each<GuardedHeaders>([
    own,
    { host: "localhost:8080" },
    { host: "LOCALHOST" },
    { host: "[::1]:8080" },
    { ...own, origin: "http://127.0.0.1:8080" },
    { host: "LocalHost:8080", origin: "http://localhost:8080" },
    { ...own, "sec-fetch-site": "same-origin" },
    { ...own, "sec-fetch-site": "none" },
  ])("of a local caller pass: %j", (headers) => {
    expect(() => guard(headers)).not.toThrow();
  });

  test.each<[GuardedHeaders, string]>([
    [{}, "host_invalid"],
    [{ host: "" }, "host_invalid"],
    [{ host: "127.0.0.1:8080:1" }, "host_invalid"],
    [{ host: "127.0.0.1:x" }, "host_invalid"],
    [{ host: "127.0.0.1:0" }, "host_invalid"],
    [{ host: "127.0.0.1:65536" }, "host_invalid"],
    [{ host: "user@127.0.0.1" }, "host_invalid"],
    [{ host: "127.0.0.1/x" }, "host_invalid"],
    [{ host: "127.0.0.1 evil.test" }, "host_invalid"],
    [{ host: "evil.test" }, "host_forbidden"],
    [{ host: "evil.test:8080" }, "host_forbidden"],
    [{ host: "127.0.0.1.evil.test" }, "host_forbidden"],
    [{ host: "localhost.evil.test" }, "host_forbidden"],
    [{ host: "localhost." }, "host_forbidden"],
    [{ host: "127.0.0.2" }, "host_forbidden"],
    [{ host: "0.0.0.0" }, "host_forbidden"],
    [{ host: "2130706433" }, "host_forbidden"],
    [{ host: "[::]" }, "host_forbidden"],
    [{ ...own, origin: "http://evil.test" }, "origin_forbidden"],
    [{ ...own, origin: "null" }, "origin_forbidden"],
    [{ ...own, origin: "" }, "origin_forbidden"],
    [{ ...own, origin: "https://127.0.0.1:8080" }, "origin_forbidden"],
    [{ ...own, origin: "http://127.0.0.1:3000" }, "origin_forbidden"],
    [{ ...own, origin: "http://127.0.0.1" }, "origin_forbidden"],
    [{ ...own, origin: "http://localhost:8080" }, "origin_forbidden"],
    [{ ...own, origin: "http://127.0.0.1:8080.evil.test" }, "origin_forbidden"],
    [{ ...own, "sec-fetch-site": "cross-site" }, "origin_forbidden"],
    [{ ...own, "sec-fetch-site": "same-site" }, "origin_forbidden"],
    [{ ...own, "sec-fetch-site": ["none", "cross-site"] }, "origin_forbidden"],
  ])("that a web page could have sent are refused: %j", (headers, code) => {
    expect(() => guard(headers)).toThrow(refusal(code));
  });
});

test("two Host headers are refused, whichever one is right", () => {
  const rawHeaders = ["Host", "127.0.0.1:8080", "host", "evil.test"];
  expect(() => local({ headers: own, rawHeaders }, "api")).toThrow(refusal("host_invalid"));
});

describe("one's own front end", () => {
  const fromFrontEnd = { ...own, origin: frontEnd, "sec-fetch-site": "cross-site" };

  test("may call the API when its origin is listed, and is named for the answer", () => {
    expect(guard(fromFrontEnd, "api", withFrontEnd)).toBe(frontEnd);
    expect(() => guard({ ...fromFrontEnd, origin: "http://localhost:3001" }, "api", withFrontEnd)).toThrow(
      refusal("origin_forbidden"),
    );
    expect(() => guard(fromFrontEnd)).toThrow(refusal("origin_forbidden"));
  });

  test("may not call what works on the sandbox itself", () => {
    expect(() => guard(fromFrontEnd, "control", withFrontEnd)).toThrow(refusal("origin_forbidden"));
  });
});

describe("a page", () => {
  const link = { ...own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

  test("may be come to by a link of another site, and the API may not", () => {
    expect(() => guard(link, "page")).not.toThrow();
    expect(() => guard(link, "api")).toThrow(refusal("origin_forbidden"));
    expect(() => guard(link, "control")).toThrow(refusal("origin_forbidden"));
  });

  test.each([
    { ...link, "sec-fetch-dest": "iframe" },
    { ...link, "sec-fetch-mode": "no-cors" },
    { ...link, origin: "http://evil.test" },
  ])("may not be put into a frame, fetched, or sent a form by another site: %j", (headers) => {
    expect(() => guard(headers, "page")).toThrow(refusal("origin_forbidden"));
  });
});

describe("a script", () => {
  const part = { ...own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" };

  test("may be part of a page of another site, and the API may not", () => {
    expect(() => guard(part, "script")).not.toThrow();
    expect(() => guard(part, "api")).toThrow(refusal("origin_forbidden"));
    expect(() => guard(part, "page")).toThrow(refusal("origin_forbidden"));
  });

  test.each([
    { ...part, "sec-fetch-dest": "iframe" },
    { ...part, "sec-fetch-dest": "empty", "sec-fetch-mode": "cors" },
    { ...part, origin: "http://evil.test" },
  ])("may not be looked into by another site: %j", (headers) => {
    expect(() => guard(headers, "script")).toThrow(refusal("origin_forbidden"));
  });
});

describe("a sandbox that other machines can call", () => {
  test.each(["micro.lan", "MICRO.lan:8080", "192.168.1.7:8080", "[fe80::1]", "localhost"])("is %s", (host) => {
    expect(() => guard({ host }, "api", remote)).not.toThrow();
  });

  test.each(["evil.test", "micro.lan.evil.test", "2130706433"])("is not %s, which can be a rebound name", (host) => {
    expect(() => guard({ host }, "api", remote)).toThrow(refusal("host_forbidden"));
  });
});
