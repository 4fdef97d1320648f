import { operations, type RequestLogEntry } from "@micro/sdk";

import { UsageError } from "../../abort.ts";
import { parseEach } from "../../params/one-of.ts";

const methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"] as const;
const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const sources = ["api", "sandbox", "unknown"] as const;

/** What the requests to show have in common, as it was typed. */
export interface LogFilterFlags {
  method?: readonly string[] | undefined;
  path?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  "status-class"?: readonly string[] | undefined;
  source?: readonly string[] | undefined;
}

/** Whether a request is to be shown. */
export type LogFilter = (entry: RequestLogEntry) => boolean;

/** Makes a filter. A value that no request can have is refused, with those that there are. */
export function parseLogFilter(flags: LogFilterFlags): LogFilter {
  const tests: LogFilter[] = [];
  const add = <T>(values: readonly T[] | undefined, fits: (entry: RequestLogEntry, value: T) => boolean) => {
    if (values !== undefined) tests.push((entry) => values.some((value) => fits(entry, value)));
  };
  const each = <T extends string>(given: readonly string[] | undefined, known: readonly T[], what: string) =>
    given && parseEach(given, known, what);

  add(each(flags.method, methods, "method"), ({ method }, value) => method === value);
  add(each(flags["status-class"], classes, "class of statuses"), inClass);
  add(each(flags.source, sources, "source"), (entry, value) => sourceOf(entry) === value);
  add(flags.path?.map(parseGlob), ({ path }, pattern) => pattern.test(path.split("?")[0] ?? ""));
  add(flags.status?.flatMap((text) => text.split(",")).map(parseStatus), ({ status }, value) =>
    typeof value === "number" ? status === value : inClass({ status }, value),
  );
  return (entry) => tests.every((test) => test(entry));
}

/** Where a request belongs: to the API, to the sandbox itself, or to nothing that exists. */
export function sourceOf({ operation }: Pick<RequestLogEntry, "operation">): (typeof sources)[number] {
  const known = Object.values(operations).find(({ id }) => id === operation);
  if (known === undefined) return "unknown";
  return /^\/(sandbox|health|metrics)\b/.test(known.path) ? "sandbox" : "api";
}

const inClass = ({ status }: { status: number }, value: string) => String(status)[0] === value[0];

function parseStatus(text: string): number | string {
  const value = text.trim().toLowerCase();
  if (/^[1-5]xx$/.test(value)) return value;
  if (/^[1-5]\d\d$/.test(value)) return Number(value);
  throw new UsageError(`"${text}" is not a status.`, "Give one such as 200 or 402, or a class such as 4xx.");
}

function parseGlob(text: string): RegExp {
  if (!/^[/*]/.test(text)) {
    throw new UsageError(`"${text}" is not a path.`, "Give one such as /payments/payment_intents, or /payments/*.");
  }
  const source = text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`);
}
