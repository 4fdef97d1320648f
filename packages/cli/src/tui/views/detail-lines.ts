import type { Attempt, LedgerTransaction } from "@micro/sdk";

import { phraseOf } from "../../actions/listen/attempt-error.ts";
import { clean } from "../../output/clean.ts";
import type { Row } from "../model/rows.ts";
import type { State } from "../model/state.ts";
import type { LineOf } from "./line.tsx";
import { deliveryWords, moneyOf, timeOf } from "./list-lines.ts";

const answerShown = 1_000;
const answerLinesShown = 8;

/** Everything there is to say about the selected row, a line for each. */
export function detailLines(state: State, row: Row | undefined): LineOf[] {
  if (row === undefined) return [];
  if ("payload" in row) {
    const details = state.details?.id === row.id ? state.details : undefined;
    return [
      [
        { text: row.type, bold: true },
        { text: `  #${row.seq}`, dim: true },
      ],
      [{ text: row.id, dim: true }],
      ...(row.delivery === undefined ? [] : [`${row.delivery.outcome}: ${deliveryWords(row.delivery)}`]),
      ...section("Attempts", (details?.attempts ?? []).flatMap(attemptLines)),
      ...section(
        "Ledger",
        (details?.transactions ?? []).flatMap((transaction) => ledgerLines(state, transaction)),
      ),
      ...section("Payload", jsonLines(parse(row.payload))),
      ...section("Headers", headerLines(details?.attempts[0])),
    ];
  }
  if ("request_body" in row) {
    const { method, path, status, request_body: sent, response_body: answered, ...rest } = row;
    return [
      [{ text: `${method} `, bold: true }, { text: clean(path) }, { text: `  ${status}`, bold: true }],
      ...section("Sent", sent === null || sent === "{}" ? [] : jsonLines(parse(sent))),
      ...section("Answered", answered === null ? [] : jsonLines(parse(answered))),
      ...section("About it", jsonLines(rest)),
    ];
  }
  if ("normal_side" in row) return [...trialBalanceLines(state), ...section(clean(row.name), jsonLines(row))];
  return jsonLines("message" in row ? row.message : row);
}

const heading = (text: string): LineOf => [{ text, bold: true, color: "cyan" }];
const section = (title: string, lines: readonly LineOf[]): LineOf[] =>
  lines.length === 0 ? [] : ["", heading(title), ...lines];

const jsonLines = (value: unknown): LineOf[] =>
  (typeof value === "string" ? value : JSON.stringify(value, undefined, 2)).split("\n").map((line) => clean(line));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function attemptLines({
  url,
  status_code: status,
  error,
  error_message: message,
  latency_ms: ms,
  created,
  response_body: body,
}: Attempt): LineOf[] {
  const answer = status === null ? clean(phraseOf(error) ?? message ?? error ?? "no answer") : String(status);
  return [
    [{ text: timeOf(created), dim: true }, { text: `  ${answer}`, bold: true }, { text: `  ${ms} ms  ${clean(url)}` }],
    ...answerLines(body ?? ""),
  ];
}

/** What the receiver answered, which often says why it failed. */
const answerLines = (body: string): LineOf[] =>
  body
    .slice(0, answerShown)
    .trimEnd()
    .split(/\r?\n/)
    .slice(0, answerLinesShown)
    .flatMap((line) => (line === "" ? [] : [`  ${clean(line)}`]));

/** What the latest attempt was sent with. */
const headerLines = (attempt: Attempt | undefined): LineOf[] =>
  Object.entries(attempt?.request_headers ?? {}).map(([name, value]) => [
    { text: `${clean(name)}: `, dim: true },
    { text: clean(value) },
  ]);

function ledgerLines({ accounts }: State, { id, description, status, entries }: LedgerTransaction): LineOf[] {
  const nameOf = (account: string) => accounts.find((candidate) => candidate.id === account)?.name ?? account;
  return [
    [{ text: clean(description ?? id) }, { text: `  ${status}`, dim: true }],
    ...entries.map(({ amount, currency, direction, account_id: account }): LineOf => {
      const money = moneyOf(Math.abs(amount), currency).padStart(14);
      return [{ text: `  ${direction.padEnd(7)}${money}  ` }, { text: clean(nameOf(account)), dim: true }];
    }),
  ];
}

function trialBalanceLines({ trialBalance }: State): LineOf[] {
  if (trialBalance === undefined) return [];
  const { balanced, currencies } = trialBalance;
  return [
    heading("Trial balance"),
    balanced ? [{ text: "✓ balanced", color: "cyan" }] : [{ text: "✗ does not balance", color: "red", bold: true }],
    ...currencies.map(
      ({ currency, debit, credit }) => `${moneyOf(debit, currency)} debit, ${moneyOf(credit, currency)} credit`,
    ),
  ];
}
