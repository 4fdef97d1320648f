import { Currency, readInstant, type Asset } from "@micro/sdk/contract";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { DomainError } from "../../platform/errors.ts";
import { onFirstUse } from "../../platform/on-first-use.ts";

/** A line of a journal, read. */
export interface ParsedTransaction {
  /** Which line of the text, from 0. */
  line: number;
  id: string;
  effectiveAt: number;
  postings: { account: string; currency: Asset; amount: number }[];
}

const lineValidator = onFirstUse(() =>
  Compile(
    Type.Object({
      id: Type.String({ minLength: 1, maxLength: 200 }),
      date: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
      postings: Type.Array(
        Type.Object({
          account: Type.String({ minLength: 1, maxLength: 200 }),
          currency: Currency,
          amount: Type.Number(),
        }),
      ),
    }),
  ),
);

/** Reads the lines of a journal; throws with the number of the first that is none. */
export function parseJournal(text: string, firstLine: number): ParsedTransaction[] {
  const lines = text.split("\n");
  return lines.flatMap((source, index) => (source.trim() === "" ? [] : [parseLine(source, firstLine - 1 + index)]));
}

function parseLine(source: string, line: number): ParsedTransaction {
  const fail = (code: "journal_unreadable" | "amount_out_of_range" | "entries_too_few", problem: string, path = "") =>
    new DomainError(code, { message: `Line ${line + 1}: ${problem}.`, param: `lines[${line}]${path}` });
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw fail("journal_unreadable", "this is not JSON");
  }
  const validator = lineValidator();
  if (!validator.Check(value)) {
    const [error] = validator.Errors(value);
    const path = (error?.instancePath ?? "").replaceAll(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
    throw fail("journal_unreadable", `${path.slice(1) || "the transaction"} ${error?.message ?? "is wrong"}`, path);
  }
  const effectiveAt = readInstant(value.date);
  if (effectiveAt === undefined) throw fail("journal_unreadable", `there is no day ${value.date}`, ".date");
  if (effectiveAt < 0) throw fail("journal_unreadable", "the day lies before 1970", ".date");
  if (value.postings.length < 2) throw fail("entries_too_few", "a transaction has at least two postings", ".postings");
  for (const [index, { amount }] of value.postings.entries()) {
    const path = `.postings[${index}].amount`;
    if (!Number.isInteger(amount)) throw fail("journal_unreadable", "the amount is not a whole number", path);
    if (!Number.isSafeInteger(amount)) throw fail("amount_out_of_range", "the amount is out of range", path);
  }
  return { line, id: value.id, effectiveAt, postings: value.postings };
}
