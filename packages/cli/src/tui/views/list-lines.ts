import { assets, formatAmount, type Asset } from "@micro/sdk";

import { clean } from "../../output/clean.ts";
import type { Row } from "../model/rows.ts";
import type { DeliveryState, EventRow } from "../model/state.ts";
import type { LineOf, Piece } from "./line.tsx";

/** A row of a list as a line. Each page shows what tells its rows apart at a glance; `forwards` when events go to a target. */
export function rowLine(row: Row, forwards: boolean): LineOf {
  if ("payload" in row) return eventLine(row, forwards);
  if ("request_body" in row) {
    const { status, method, path, latency_ms: ms, created, error_code: code } = row;
    return [
      statusPiece(status),
      { text: ` ${timeOf(created)} `, dim: true },
      { text: method.padEnd(6), bold: true },
      { text: ` ${clean(path)}  ` },
      { text: code === null ? `${ms.toFixed(1)} ms` : clean(code), dim: code === null },
    ];
  }
  if ("amount" in row) {
    const { status, amount, currency, id, created } = row;
    return [
      { text: signOfPayment(status), ...paymentColour(status) },
      { text: ` ${timeOf(created)} `, dim: true },
      { text: formatAmount(amount, currency).padStart(14), bold: true },
      { text: `  ${status.padEnd(23)} ` },
      { text: id, dim: true },
    ];
  }
  if ("normal_side" in row) {
    const { name, type, balance, currency, code } = row;
    return [
      { text: moneyOf(balance, currency ?? "usd").padStart(16), bold: true },
      { text: `  ${type.padEnd(9)} `, dim: true },
      { text: clean(code ?? name) },
    ];
  }
  return [
    { text: ` ${timeOf(row.created)} `, dim: true },
    { text: clean(row.to), bold: true },
    { text: `  ${clean(row.subject)}` },
  ];
}

const typeColumns = 20;
const deliveryColumns = 11;

function eventLine({ type, created, summary, delivery }: EventRow, forwards: boolean): LineOf {
  const columns = forwards || delivery !== undefined ? deliveryColumns : 0;
  return [
    signOf(delivery),
    { text: ` ${timeOf(created)} `, dim: true },
    { text: type.padEnd(typeColumns), bold: true },
    { text: ` ${deliveryWords(delivery).padEnd(columns)}` },
    { text: ` ${clean(summary)}`, dim: true },
  ];
}

function signOf(delivery: DeliveryState | undefined): Piece {
  if (delivery === undefined) return { text: "·", dim: true };
  const signs = {
    delivered: { text: "✓", color: "cyan" },
    retrying: { text: "↻", color: "yellow" },
    failed: { text: "✗", color: "red", bold: true },
  } as const;
  return signs[delivery.outcome];
}

/** The status, the latency, and how often it was tried when that was more than once. */
export function deliveryWords(delivery: DeliveryState | undefined): string {
  if (delivery === undefined) return "";
  const { status, latencyMs, attempts, message } = delivery;
  const tries = attempts > 1 ? ` ×${attempts}` : "";
  return status === null ? `${message}${tries}` : `${status} ${latencyMs} ms${tries}`;
}

function statusPiece(status: number): Piece {
  if (status >= 500) return { text: `✗ ${status}`, color: "red", bold: true };
  return status >= 400 ? { text: `! ${status}`, color: "yellow" } : { text: `✓ ${status}`, color: "cyan" };
}

const signOfPayment = (status: string) => {
  if (status === "succeeded") return "✓";
  return status === "canceled" ? "✗" : "·";
};
const paymentColour = (status: string): Pick<Piece, "color"> => {
  if (status === "succeeded") return { color: "cyan" };
  return status === "canceled" ? { color: "magenta" } : {};
};

const isAsset = (code: string): code is Asset => Object.hasOwn(assets, code);
/** An amount with its currency; of an unknown currency the minor units. */
export const moneyOf = (amount: number, currency: string): string =>
  isAsset(currency) ? formatAmount(amount, currency) : `${amount} ${currency}`;

/** The time of day. */
export const timeOf = (created: number): string => new Date(created * 1000).toTimeString().slice(0, 8);
