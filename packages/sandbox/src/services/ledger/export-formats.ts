import type { Asset, ExchangeRate, LedgerExportFormat } from "@micro/sdk/contract";

import { isoInstant } from "../../platform/day.ts";
import { roots } from "./account-names.ts";
import { csvRecord, day, decimal } from "./csv.ts";
import type { AccountRow } from "./tables.ts";

/** A posted transaction as a journal has it. */
export interface JournalTransaction {
  id: string;
  /** Its id in the ledger from which it came here by an import; its own where it came from none. */
  origin: string;
  reference_id: string;
  description: string | null;
  rates: readonly ExchangeRate[];
  created: number;
  effective_at: number;
  postings: { account: string; currency: Asset; amount: number }[];
}

/** An account with what it is called in a journal. */
export type JournalAccount = Pick<AccountRow, "id" | "type"> & { name: string };

interface Format {
  contentType: string;
  /** What stands before the transactions: the accounts, and the assets that any of them has held. */
  header(accounts: readonly JournalAccount[], assets: readonly Asset[]): string;
  transaction(transaction: JournalTransaction): string;
}

// What ends a description, a comment or a line in the text formats.
const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
const unit = (currency: Asset) => currency.toUpperCase();
const rateText = ({ from, to, rate }: ExchangeRate) => `1 ${unit(from)} = ${rate} ${unit(to)}`;

const types = { asset: "A", liability: "L", equity: "E", revenue: "R", expense: "X" } as const;

/** https://hledger.org/1.25/hledger.html#journal-format */
const hledger: Format = {
  contentType: "text/plain; charset=utf-8",
  header: (accounts, assets) =>
    [
      ...assets.map((asset) => `commodity ${decimal(0, asset).replace(/^0$/, "0.")} ${unit(asset)}`),
      ...accounts.map(({ name, type }) => `account ${name}  ; type: ${types[type]}`),
      "",
      "",
    ].join("\n"),
  transaction: ({ id, reference_id, description, rates, effective_at, postings }) => {
    const text = (value: string) => oneLine(value).replaceAll(/[;|]/g, ",");
    const code = text(reference_id).replaceAll(/[()]/g, "_");
    return [
      `${day(effective_at)} * (${code}) ${text(description ?? "")}  ; id: ${id}`,
      ...rates.map((rate) => `    ; rate: ${rateText(rate)}`),
      ...postings.map(
        ({ account, currency, amount }) => `    ${account}  ${decimal(amount, currency)} ${unit(currency)}`,
      ),
      "",
      "",
    ].join("\n");
  },
};

/** https://beancount.github.io/docs/beancount_language_syntax.html */
const beancount: Format = {
  contentType: "text/plain; charset=utf-8",
  header: (accounts) =>
    [...accounts.map(({ name, type }) => `1970-01-01 open ${beancountName(name, type)}`), "", ""].join("\n"),
  transaction: ({ id, reference_id, description, rates, effective_at, postings }) =>
    [
      `${day(effective_at)} * ${quoted(description ?? "")}`,
      `  id: ${quoted(id)}`,
      `  reference: ${quoted(reference_id)}`,
      ...rates.map((rate, index) => `  rate${index}: ${quoted(rateText(rate))}`),
      ...postings.map(
        ({ account, currency, amount }) => `  ${account}  ${decimal(amount, currency)} ${unit(currency)}`,
      ),
      "",
      "",
    ].join("\n"),
};

const quoted = (text: string) => `"${oneLine(text).replaceAll(/["\\]/g, "\\$&")}"`;

/** Roots and parts begin with a capital or a digit, and parts hold letters, digits and hyphens. */
export function beancountName(name: string, type: AccountRow["type"]): string {
  const root = type === "revenue" ? "Income" : capital(roots[type]);
  const [first = "", ...rest] = name.split(":");
  const parts = first === roots[type] && rest.length > 0 ? rest : [first, ...rest];
  return [root, ...parts.map((part) => capital(part.replaceAll("_", "-").replace(/^-/, "X-")))].join(":");
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const csv: Format = {
  contentType: "text/csv; charset=utf-8",
  header: () =>
    csvRecord([
      "date",
      "created",
      "transaction",
      "reference_id",
      "description",
      "account",
      "amount",
      "amount_minor",
      "currency",
    ]),
  transaction: ({ id, reference_id, description, created, effective_at, postings }) =>
    postings
      .map(({ account, currency, amount }) =>
        csvRecord([
          day(effective_at),
          isoInstant(created),
          id,
          reference_id,
          description ?? "",
          account,
          decimal(amount, currency),
          String(amount),
          unit(currency),
        ]),
      )
      .join(""),
};

const jsonl: Format = {
  contentType: "application/x-ndjson; charset=utf-8",
  header: () => "",
  transaction: ({ origin, effective_at, postings }) =>
    `${JSON.stringify({ id: origin, date: day(effective_at), postings })}\n`,
};

/** How each form is written. */
export const exportFormats: Record<LedgerExportFormat, Format> = { hledger, beancount, csv, jsonl, json: jsonl };
