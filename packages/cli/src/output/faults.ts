import type { Fault } from "@micro/sdk";

import { out } from "./colours.ts";
import { table } from "./table.ts";

/** Rules for faults, a line each: what they do, to what, and how often they have. */
export const faultsText = (faults: readonly Fault[]): string =>
  faults.length === 0
    ? "Nothing goes wrong on purpose. micro faults create makes a rule."
    : table(faults.map((fault) => [out.bold(fault.effect), whatOf(fault), howOften(fault), out.dim(fault.id)]));

/** A rule in one line, plain. */
export const faultLine = (fault: Fault): string => [fault.effect, whatOf(fault), howOften(fault), fault.id].join("  ");

const whatOf = ({ method, path, operation, event_type: type, endpoint }: Fault) =>
  [method, path, operation, type, endpoint].filter((part) => part !== null).join(" ") || "everything";

const howOften = ({ fired, times, probability }: Fault) =>
  `fired ${fired}${times === null ? "" : ` of ${times}`}${probability < 1 ? `, at ${probability}` : ""}`;
