import { describe, expect, test } from "vitest";

import { createClient } from "../node.ts";

/** Serves the numbers from `count` (newest) to 1 as `/events` would, and keeps the queries. */
function clientOver(count: number) {
  const queries: string[] = [];
  const fetch = async (url: Parameters<typeof globalThis.fetch>[0]) => {
    const { searchParams, search } = new URL(url instanceof Request ? url.url : url);
    queries.push(search);
    const limit = Number(searchParams.get("limit") ?? 10);
    const ids = Array.from({ length: count }, (_, index) => count - index);
    const after = searchParams.get("starting_after");
    const before = searchParams.get("ending_before");
    let rest = after === null ? ids : ids.filter((id) => id < Number(after));
    let page = rest.slice(0, limit);
    if (before !== null) {
      rest = ids.filter((id) => id > Number(before));
      page = rest.slice(-limit);
    }
    const data = page.map((id) => ({ id: String(id) }));
    return Response.json({ object: "list", url: "/events", has_more: rest.length > page.length, data });
  };
  return { client: createClient({ baseUrl: "http://sandbox.test", fetch }), queries };
}

async function idsOf(list: AsyncIterable<{ id: string }>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of list) ids.push(Number(id));
  return ids;
}

describe("a list", () => {
  test("gives one page when it is awaited", async () => {
    const { client, queries } = clientOver(5);
    const page = await client.events.list({ limit: 2, type: "payment.*" });
    expect(page.data.map(({ id }) => id)).toEqual(["5", "4"]);
    expect(page.has_more).toBe(true);
    expect(queries).toEqual(["?limit=2&type=payment.*"]);
  });

  test("gives every item of all pages when it is iterated, and keeps its filters", async () => {
    const { client, queries } = clientOver(5);
    expect(await idsOf(client.events.list({ limit: 2, created: { gte: 1 } }))).toEqual([5, 4, 3, 2, 1]);
    expect(queries).toEqual([
      "?limit=2&created[gte]=1",
      "?limit=2&created[gte]=1&starting_after=4",
      "?limit=2&created[gte]=1&starting_after=2",
    ]);
  });

  test("goes from older to newer with ending_before", async () => {
    const { client, queries } = clientOver(6);
    expect(await idsOf(client.events.list({ limit: 2, ending_before: "1" }))).toEqual([2, 3, 4, 5, 6]);
    expect(queries.at(-1)).toBe("?limit=2&ending_before=5");
  });

  test("is iterable from a starting_after, when it is empty, and when it is called by id", async () => {
    expect(await idsOf(clientOver(5).client.events.list({ starting_after: "3" }))).toEqual([2, 1]);
    expect(await idsOf(clientOver(0).client.events.list())).toEqual([]);
    expect(await idsOf(clientOver(12).client.call("events.list", {}))).toHaveLength(12);
  });

  test("fetches no page that nobody asks for", async () => {
    const { client, queries } = clientOver(100);
    for await (const { id } of client.events.list({ limit: 2 })) {
      if (id === "99") break;
    }
    expect(queries).toHaveLength(1);
  });

  test("of something that has an id keeps it in the path of every page", async () => {
    const paths: string[] = [];
    const fetch = async (url: Parameters<typeof globalThis.fetch>[0]) => {
      const { pathname, search } = new URL(url instanceof Request ? url.url : url);
      paths.push(`${pathname}${search}`);
      return Response.json({
        object: "list",
        url: "",
        has_more: paths.length === 1,
        data: [{ id: `${paths.length}` }],
      });
    };
    const client = createClient({ fetch });
    expect(await idsOf(client.ledgerAccounts.entries("acct_1", { limit: 1 }))).toEqual([1, 2]);
    expect(paths).toEqual([
      "/ledger/accounts/acct_1/entries?limit=1",
      "/ledger/accounts/acct_1/entries?limit=1&starting_after=1",
    ]);
  });

  test("fails where a page fails", async () => {
    const client = createClient({ fetch: () => Promise.reject(new TypeError("fetch failed")), maxRetries: 0 });
    await expect(idsOf(client.events.list())).rejects.toThrow("No answer");
  });
});
