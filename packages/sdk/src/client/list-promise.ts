import type { List, PageParams } from "../contract/index.ts";
import type { Answered } from "./answer.ts";

/**
 * The promise of a list. `await` gives one page; `for await` gives every item of this page and all that follow, each
 * page fetched when it is needed. With `ending_before` the items come from older to newer, away from that cursor.
 */
export interface ListPromise<T> extends Promise<Answered<List<T>>>, AsyncIterable<T> {}

/** Makes a promise of a first page iterable over all pages. */
export function listPromise<T extends { id: string }>(
  first: Promise<Answered<List<T>>>,
  input: PageParams,
  fetchPage: (input: PageParams) => Promise<List<T>>,
): ListPromise<T> {
  return Object.assign(first, { [Symbol.asyncIterator]: () => itemsOf(first, input, fetchPage) });
}

async function* itemsOf<T extends { id: string }>(
  first: Promise<List<T>>,
  input: PageParams,
  fetchPage: (input: PageParams) => Promise<List<T>>,
): AsyncGenerator<T, void, undefined> {
  const cursor = input.ending_before === undefined ? "starting_after" : "ending_before";
  let page = await first;
  for (;;) {
    const items = cursor === "ending_before" ? page.data.toReversed() : page.data;
    yield* items;
    const last = items.at(-1);
    if (!page.has_more || !last) return;
    page = await fetchPage({ ...input, [cursor]: last.id });
  }
}
