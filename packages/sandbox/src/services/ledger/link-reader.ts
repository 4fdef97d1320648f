import type { LedgerFault } from "@micro/sdk/contract";

import type { Reader } from "../../platform/db/database.ts";
import { canonical } from "./canonical.ts";
import {
  accountsAfter,
  closuresAfter,
  detailsAfter,
  entriesAfter,
  holdsAfter,
  refusalsAfter,
  resolutionsAfter,
  transactionsAfter,
} from "./stream-store.ts";
import { createStream, type Stream } from "./streams.ts";
import type {
  AccountRow,
  ClosureRow,
  DetailsRow,
  EntryRow,
  HoldRow,
  LinkRow,
  RefusalRow,
  ResolutionRow,
  TransactionRow,
} from "./tables.ts";

/** What a walk finds wrong. */
export class LinkFault extends Error {
  readonly fault: LedgerFault;
  /** The id of what is wrong, where it is not what the link is about. */
  readonly subject: string | undefined;
  constructor(fault: LedgerFault, message: string, subject?: string) {
    super(message);
    this.name = "LinkFault";
    this.fault = fault;
    this.subject = subject;
  }
}

/** The rows that one link seals, and their canonical texts. */
export type Sealed = { texts: string[] } & (
  | { kind: "account"; row: AccountRow; details: DetailsRow }
  | { kind: "details"; row: DetailsRow }
  | { kind: "closure"; row: ClosureRow }
  | { kind: "transaction"; row: TransactionRow; holds: HoldRow[]; entries: EntryRow[] }
  | { kind: "resolution"; row: ResolutionRow; entries: EntryRow[] }
  | { kind: "refusal"; row: RefusalRow }
);

/** Reads what each link seals. All tables grow in the order of the chain, so each is read once from front to back. */
export function createLinkReader(realm: number) {
  const byNumber = (row: { n: number }) => row.n;
  const accounts = createStream(accountsAfter, realm, byNumber);
  const details = createStream(detailsAfter, realm, byNumber);
  const closures = createStream(closuresAfter, realm, byNumber);
  const transactions = createStream(transactionsAfter, realm, byNumber);
  const resolutions = createStream(resolutionsAfter, realm, byNumber);
  const refusals = createStream(refusalsAfter, realm, byNumber);
  const holds = createStream(holdsAfter, realm, byNumber);
  const entries = createStream(entriesAfter, realm, byNumber);

  const read = async (reader: Reader, link: LinkRow): Promise<Sealed> => {
    const { kind } = link;
    switch (kind) {
      case "account": {
        const row = await next(reader, accounts, link, ({ id }) => id);
        const first = await next(reader, details, link, ({ account }) => account);
        return { kind, row, details: first, texts: [canonical(kind, row), canonical("details", first)] };
      }
      case "details": {
        const row = await next(reader, details, link, ({ account }) => account);
        return { kind, row, texts: [canonical(kind, row)] };
      }
      case "closure": {
        const row = await next(reader, closures, link, ({ account }) => account);
        return { kind, row, texts: [canonical(kind, row)] };
      }
      case "refusal": {
        const row = await next(reader, refusals, link, ({ reference_id: reference }) => reference);
        return { kind, row, texts: [canonical(kind, row)] };
      }
      case "transaction": {
        const row = await next(reader, transactions, link, ({ id }) => id);
        const held = row.pending === 1 ? await linesOf(reader, holds, row.id) : [];
        const posted = row.pending === 1 ? [] : await linesOf(reader, entries, row.id);
        const lines = [
          ...held.map((line) => canonical("hold", line)),
          ...posted.map((line) => canonical("entry", line)),
        ];
        return { kind, row, holds: held, entries: posted, texts: [canonical(kind, row), ...lines] };
      }
      case "resolution": {
        const row = await next(reader, resolutions, link, ({ ledger_transaction: id }) => id);
        const posted = await linesOf(reader, entries, row.ledger_transaction);
        const texts = [canonical(kind, row), ...posted.map((line) => canonical("entry", line))];
        return { kind, row, entries: posted, texts };
      }
      default:
        throw new LinkFault("hash_mismatch", `nothing is of the kind '${String(kind satisfies never)}'`);
    }
  };

  const assertExhausted = async (reader: Reader) => {
    const streams: [string, Stream<unknown>][] = [
      ["account", accounts],
      ["details", details],
      ["closure", closures],
      ["transaction", transactions],
      ["resolution", resolutions],
      ["refusal", refusals],
      ["hold", holds],
      ["entry", entries],
    ];
    for (const [noun, stream] of streams) {
      const row = await stream.peek(reader);
      if (row !== undefined) throw new LinkFault("row_unsealed", `no link seals a row: ${noun}`, idOf(row));
    }
  };

  return { read, assertExhausted };
}

async function next<Row>(
  reader: Reader,
  stream: Stream<Row>,
  link: LinkRow,
  idOfRow: (row: Row) => string,
): Promise<Row> {
  const row = await stream.peek(reader);
  if (row === undefined) throw new LinkFault("row_missing", `the ${link.kind} is missing`);
  if (idOfRow(row) !== link.subject) {
    throw new LinkFault("row_missing", `the ${link.kind} is missing: in its place stands ${idOfRow(row)}`);
  }
  await stream.take(reader);
  return row;
}

async function linesOf<Row extends HoldRow>(reader: Reader, stream: Stream<Row>, transaction: string): Promise<Row[]> {
  const lines: Row[] = [];
  for (let row = await stream.peek(reader); row?.ledger_transaction === transaction; row = await stream.peek(reader)) {
    lines.push(row);
    await stream.take(reader);
  }
  return lines;
}

const idOf = (row: unknown) => (row !== null && typeof row === "object" && "id" in row ? String(row.id) : undefined);
