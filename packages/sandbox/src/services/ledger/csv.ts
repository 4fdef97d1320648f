import { assets, type Asset, type TextDocument } from "@micro/sdk/contract";

import { isoInstant } from "../../platform/day.ts";

/** One record of comma-separated values (RFC 4180). */
export const csvRecord = (fields: readonly string[]): string => `${fields.map(csvField).join(",")}\r\n`;

/** An answer of comma-separated values (RFC 4180). */
export const csvDocument = (records: readonly (readonly string[])[]): TextDocument => ({
  object: "text_document",
  content_type: "text/csv; charset=utf-8",
  text: records.map(csvRecord).join(""),
});

// A spreadsheet would run a text that begins so; the apostrophe makes it a text again.
const formula = /^[=+@\t\r]|^-(?![\d.]+$)/;

function csvField(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** An amount of minor units as a decimal number, exactly: only digits are moved. */
export function decimal(amountMinor: number, asset: Asset): string {
  const { exponent } = assets[asset];
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, "0");
  const point = digits.length - exponent;
  const text = exponent === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return amountMinor < 0 ? `-${text}` : text;
}

/** The day of an instant in seconds, in UTC. */
export const day = (seconds: number): string => isoInstant(seconds).slice(0, 10);
