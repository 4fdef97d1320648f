import type { Reader } from "../../platform/db/database.ts";
import type { Statement } from "../../platform/db/statement.ts";
import { limits } from "../../platform/limits.ts";
import type { PageAfter } from "./stream-store.ts";

/** The rows of a realm in one table, in the order of their numbers, read page by page. */
export interface Stream<Row> {
  /** The next row, without taking it. */
  peek(reader: Reader): Promise<Row | undefined>;
  take(reader: Reader): Promise<Row | undefined>;
}

/** Opens a table for reading from its beginning. */
export function createStream<Row>(
  statement: Statement<PageAfter, Row>,
  realm: number,
  numberOf: (row: Row) => number,
): Stream<Row> {
  let page: readonly Row[] = [];
  let at = 0;
  let after = 0;
  const peek = async (reader: Reader) => {
    if (at >= page.length) {
      page = await reader.all(statement, { realm, after, limit: limits.ledgerPageMax });
      at = 0;
      const last = page.at(-1);
      if (last !== undefined) after = numberOf(last);
    }
    return page[at];
  };
  return {
    peek,
    take: async (reader) => {
      const row = await peek(reader);
      at += 1;
      return row;
    },
  };
}
