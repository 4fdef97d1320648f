import { expect, test } from "vitest";

import { parseTarget } from "./target.ts";

test.for([
  ["3000", "http://127.0.0.1:3000/"],
  ["3000/webhook", "http://127.0.0.1:3000/webhook"],
  ["localhost:3000/webhook", "http://localhost:3000/webhook"],
  ["127.0.0.1:3000", "http://127.0.0.1:3000/"],
  ["[::1]:3000/webhook", "http://[::1]:3000/webhook"],
  ["app.test/hooks?a=1", "http://app.test/hooks?a=1"],
  ["/webhook", "http://localhost:4242/webhook"],
  ["https://app.test/webhook#part", "https://app.test/webhook"],
  ["HTTP://localhost:3000", "http://localhost:3000/"],
])("%s means %s", ([text = "", url]) => {
  expect(parseTarget(text).href).toBe(url);
});

test.for([
  "",
  "99999",
  "ftp://localhost/webhook",
  "http://",
  "localhost:port",
  "http://user:secret@localhost/",
  "http://:secret@localhost/",
  " ",
])("%j is refused as wrong usage", (text) => {
  expect(() => parseTarget(text)).toThrow(expect.objectContaining({ name: "UsageError", exitCode: 2 }));
});

test("a password in the URL is not repeated in the message", () => {
  expect(() => parseTarget("http://user:secret@localhost/")).toThrow(/^(?!.*secret)/);
});
