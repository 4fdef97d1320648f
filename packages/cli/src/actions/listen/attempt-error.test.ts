import { expect, test } from "vitest";

import { classify } from "./attempt-error.ts";

const failure = (code: string, message = "what the platform says") => Object.assign(new Error(message), { code });

test.for([
  ["ECONNREFUSED", "connection_refused", "nothing listens there"],
  ["ENOTFOUND", "dns_failure", "the host name is unknown"],
  ["UND_ERR_SOCKET", "connection_reset", "the receiver closed the connection without an answer"],
  ["UND_ERR_HEADERS_TIMEOUT", "timeout", "no answer within 15 s"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls_failure", "TLS failed: what the platform says"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls_failure", "TLS failed: what the platform says"],
  ["EHOSTUNREACH", "unknown", "what the platform says"],
])("%s is %s", ([code = "", reason, message]) => {
  expect(classify(failure(code), 15_000)).toEqual({ reason, message });
});

test("a failure without a message is told by its code", () => {
  expect(classify(failure("EHOSTUNREACH", ""), 15_000)).toEqual({ reason: "unknown", message: "EHOSTUNREACH" });
});

test("the end of the time limit is a timeout", () => {
  expect(classify(AbortSignal.timeout(0).reason ?? new DOMException("", "TimeoutError"), 2_000).reason).toBe("timeout");
});
