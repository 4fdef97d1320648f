import { describe, expect, test } from "vitest";

import { findErrorPageFaults, findLinkFaults, findPathFaults, findScriptFaults, findStalePages } from "./faults.ts";

const exists = (path: string) =>
  ["README.md", "docs/guide.md", "packages/sandbox/src/gateway/invoke.ts"].includes(path);

describe("links", () => {
  const find = (text: string) =>
    findLinkFaults("docs/guide.md", text, { exists, textOf: () => "# Set up\n## What `next`?" });

  test("a link to a file or a heading that is there is fine", () => {
    expect(find("[a](../README.md) [b](#set-up) [c](../README.md#what-next) [d](https://example.com/x)")).toEqual([]);
    expect(find("`[code](nowhere.md)`\n```\n[code](nowhere.md)\n```")).toEqual([]);
  });

  test("a link that leads nowhere is a fault", () => {
    expect(find("[a](nowhere.md)")).toEqual(["docs/guide.md: nowhere.md does not exist"]);
    expect(find("[a]\n\n[a]: ../gone/")).toEqual(["docs/guide.md: ../gone/ does not exist"]);
    expect(find("[a](../README.md#gone)")).toEqual(["docs/guide.md: README.md has no heading #gone"]);
  });
});

test("a path in backticks is there, from the root or from a source folder", () => {
  const text =
    "`packages/sandbox/src/gateway/invoke.ts` `gateway/invoke.ts` `/v1/payments` `@micro/sdk/` `gateway/gone.ts` `gone/`";
  expect(findPathFaults("a.md", text, exists)).toEqual([
    "a.md: gateway/gone.ts does not exist",
    "a.md: gone/ does not exist",
  ]);
});

test("a named script is one of package.json", () => {
  const text = "`npm start`, `npm run test:long`, `pnpm install`, `pnpm verify`, `npm run gone`";
  expect(findScriptFaults("a.md", text, { start: "", "test:long": "", verify: "" })).toEqual([
    "a.md: package.json has no script gone",
  ]);
});

test("each error code has its page, and each page its code", () => {
  const catalogue = { card_declined: { status: 402, type: "card_error" }, gone: { status: 404, type: "api_error" } };
  const good = "# card_declined\n\nHTTP 402, `card_error`.";
  const check = (pages: Record<string, string>) =>
    findErrorPageFaults(new Map(Object.entries(pages)), catalogue).filter((fault) => !fault.includes("gone.md"));
  expect(check({ "docs/errors/card_declined.md": good })).toEqual([]);
  expect(check({})).toEqual(["docs/errors/card_declined.md: is missing"]);
  expect(check({ "docs/errors/card_declined.md": good, "docs/errors/old.md": "" })).toEqual([
    "docs/errors/old.md: the catalogue has no such code",
  ]);
  expect(check({ "docs/errors/card_declined.md": "# declined\n\nHTTP 400, `api_error`." })).toEqual([
    "docs/errors/card_declined.md: the first heading is not card_declined",
    "docs/errors/card_declined.md: the first status is not 402",
    "docs/errors/card_declined.md: does not name the type `card_error`",
  ]);
});

test("a printed page is what the code says", () => {
  const printed = new Map([["docs/api.md", "# API\n"]]);
  const check = (text: string) => findStalePages(new Map([["docs/api.md", text]]), printed);
  expect(check("# API\n")).toEqual([]);
  expect(check("# API\n\nOld.\n")).toEqual(["docs/api.md: is not what the code says: run npm run docs"]);
  expect(findStalePages(new Map(), printed)).toHaveLength(1);
});
