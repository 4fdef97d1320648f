import { expect, test } from "vitest";

import { parseHeaders } from "./headers.ts";

test("headers are read as name and value, and repeated ones are joined", () => {
  expect(parseHeaders(["X-Tenant: blue", "Authorization:Bearer a:b", "x-tenant: red"])).toEqual({
    "x-tenant": "blue, red",
    authorization: "Bearer a:b",
  });
});

test.for([["X-Tenant"], [": blue"], ["bad name: x"], ["X-Tenant: a\nb"], [""]])("%j is no header", ([line = ""]) => {
  expect(() => parseHeaders([line])).toThrow(/is not a header/);
});

test.for([["Webhook-Signature: v1,x"], ["content-length: 1"], ["Content-Type: text/plain"]])(
  "%j would break the signed delivery",
  ([line = ""]) => {
    expect(() => parseHeaders([line])).toThrow(/part of the signed delivery/);
  },
);
