import { expect, test } from "vitest";

import { mergeRoutes, parseRoute, takes } from "./route.ts";

test.for([
  ["3000/webhook", "http://127.0.0.1:3000/webhook", undefined],
  ["payment.*=http://localhost:3000/a", "http://localhost:3000/a", ["payment.*"]],
  ["payment.*,charge.failed=3000", "http://127.0.0.1:3000/", ["payment.*", "charge.failed"]],
  ["http://localhost:3000/?a=payment.*", "http://localhost:3000/?a=payment.*", undefined],
  ["localhost:3000/x?y=z", "http://localhost:3000/x?y=z", undefined],
  ["*=/hook", "http://localhost:4242/hook", ["*"]],
] as const)("%s goes to %s", async ([text, url, types]) => {
  expect(await parseRoute(text)).toEqual({ url: new URL(url), types: types && [...types] });
});

test("a pattern that no event fits is refused", async () => {
  await expect(parseRoute("payments.*=3000")).rejects.toThrow(/There is no event "payments\.\*"/);
});

test("events that go nowhere are refused", async () => {
  await expect(parseRoute("payment.*=")).rejects.toThrow('"" is not a URL that events can be forwarded to.');
});

test("a route takes what fits", async () => {
  const route = await parseRoute("payment.*=3000");
  expect([takes(route, "payment.created"), takes(route, "charge.failed")]).toEqual([true, false]);
  expect(takes(await parseRoute("3000"), "charge.failed")).toBe(true);
});

test("what goes to one URL is one route, with the events of all of them", async () => {
  const merged = async (...texts: string[]) =>
    mergeRoutes(await Promise.all(texts.map(parseRoute))).map(({ url, types }) => [url.pathname, types]);
  expect(await merged("payment.*=3000/a", "charge.*=3000/b", "charge.*,payment.*=3000/a")).toEqual([
    ["/a", ["payment.*", "charge.*"]],
    ["/b", ["charge.*"]],
  ]);
  expect(await merged("payment.*=3000/a", "3000/a")).toEqual([["/a", undefined]]);
  expect(await merged("3000/a", "payment.*=3000/a")).toEqual([["/a", undefined]]);
});
