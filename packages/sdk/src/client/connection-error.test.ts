import { expect, test } from "vitest";

import { ConnectionError, toConnectionError } from "./connection-error.ts";

const coded = (code: string, cause?: Error) => Object.assign(new Error(code, { cause }), { code });

test.for<[Error, string]>([
  [coded("ECONNREFUSED"), "refused"],
  [new TypeError("fetch failed", { cause: coded("ECONNREFUSED") }), "refused"],
  [
    Object.assign(new AggregateError([coded("ECONNREFUSED")], "Both addresses failed."), { code: "ECONNREFUSED" }),
    "refused",
  ],
  [coded("UND_ERR_SOCKET", coded("ECONNRESET")), "reset"],
  [new TypeError("fetch failed", { cause: coded("ENOTFOUND") }), "dns"],
  [coded("EAI_AGAIN"), "dns"],
  [coded("UND_ERR_CONNECT_TIMEOUT"), "timeout"],
  [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "tls"],
  [coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "tls"],
  [coded("ERR_SSL_WRONG_VERSION_NUMBER"), "tls"],
  [new TypeError("fetch failed", { cause: coded("UND_ERR_SOCKET", coded("EPROTO")) }), "tls"],
  [coded("UND_ERR_DESTROYED"), "closed"],
  [new TypeError("Failed to fetch"), "unknown"],
  [coded("toString"), "unknown"],
])("%s is told as %s", ([cause, reason]) => {
  const error = toConnectionError(cause, "http://sandbox.test");
  expect(error).toMatchObject({ name: "ConnectionError", reason, cause });
  expect(error.message).toMatch(/^No answer from http:\/\/sandbox\.test: [A-Z].+\.$/);
});

test("what is a connection error already stays the same", () => {
  const error = new ConnectionError("timeout", "http://sandbox.test");
  expect(toConnectionError(error, "http://elsewhere.test")).toBe(error);
  expect("cause" in error).toBe(false);
});
