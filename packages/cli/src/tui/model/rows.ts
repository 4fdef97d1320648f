import { type LedgerAccount, type PaymentIntent, type RequestLogEntry, matchesEventPattern } from "@micro/sdk";

import type { EventRow, InboxRow, State } from "./state.ts";

/** A row of any page. */
export type Row = EventRow | RequestLogEntry | PaymentIntent | LedgerAccount | InboxRow;

/** The rows of the page that is open, as filter and search leave them. */
export function rowsOf(state: State): readonly Row[] {
  const { tab, filter, search } = state;
  const all = allRows(state);
  if (filter === "" && search === "") return all;
  const word = search.toLowerCase();
  return all.filter((row) => (filter === "" || fits(row, filter)) && (word === "" || textOf(row, tab).includes(word)));
}

function allRows({ tab, events, requests, payments, accounts, inbox }: State): readonly Row[] {
  switch (tab) {
    case "events":
      return events;
    case "requests":
      return requests;
    case "payments":
      return payments;
    case "ledger":
      return accounts;
    case "inbox":
      return inbox;
  }
}

/** Whether the latest attempt at it failed, also where another one is to come. */
export const isUndelivered = ({ delivery }: EventRow): boolean =>
  delivery !== undefined && delivery.outcome !== "delivered";

/** A filter is an event's type or pattern, a status, or a class of statuses. */
function fits(row: Row, filter: string): boolean {
  return filter.split(/[\s,]+/).every((word) => {
    if ("payload" in row) {
      if (matchesEventPattern(row.type, word)) return true;
      if (word === "failed" && isUndelivered(row)) return true;
      return row.delivery?.outcome === word || statusFits(row.delivery?.status, word);
    }
    return "status" in row ? statusFits(row.status, word) : true;
  });
}

function statusFits(status: string | number | null | undefined, word: string): boolean {
  const text = String(status ?? "");
  return /^[1-5]xx$/.test(word) ? text[0] === word[0] && text.length === 3 : text === word;
}

const textOf = (row: Row, tab: State["tab"]): string =>
  (tab === "events" && "payload" in row ? `${row.type} ${row.payload}` : JSON.stringify(row)).toLowerCase();
