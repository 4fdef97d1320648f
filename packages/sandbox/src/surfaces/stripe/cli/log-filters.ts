import { DomainError } from "../../../platform/errors.ts";

/** A request as it is looked at by filters. */
export interface FilteredRequest {
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  ip: string | null;
}

/** What somebody wants to see of the request log: by the name of each filter the values, one of which must fit. */
export type LogFilters = ReadonlyMap<string, readonly string[]>;

const statusKinds: Readonly<Record<string, (status: number) => boolean>> = {
  SUCCEEDED: (status) => status < 400,
  FAILED: (status) => status >= 400,
};

/** The filters of `stripe logs tail`, by name: whether a value of theirs fits a request. */
const filters: Readonly<Record<string, (request: FilteredRequest, value: string) => boolean>> = {
  // Nobody but the account itself calls, and always the API.
  filter_account: (_request, value) => value === "self",
  filter_source: (_request, value) => value === "API",
  filter_http_method: ({ method }, value) => method === value,
  filter_ip_address: ({ ip }, value) => ip === value,
  filter_request_path: ({ path }, value) => path === value,
  filter_request_status: ({ status }, value) => statusKinds[value]?.(status) ?? false,
  filter_status_code: ({ status }, value) => String(status) === value,
  // `4XX` is sent as `400`.
  filter_status_code_type: ({ status }, value) => String(status)[0] === value[0],
};

/** Whether a request is wanted: each filter must fit by one of its values. */
export const isWanted = (request: FilteredRequest, wanted: LogFilters): boolean =>
  [...wanted].every(([name, values]) => values.some((value) => filters[name]?.(request, value)));

/** Reads what `stripe logs tail` sends: a JSON object of lists of texts. */
export function readLogFilters(text: string): LogFilters {
  const wanted = new Map<string, string[]>();
  const parsed = parse(text);
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) throw unreadable();
  for (const [name, values] of Object.entries(parsed)) {
    if (!Object.hasOwn(filters, name)) throw unreadable(`There is no filter '${name.slice(0, 40)}'.`);
    if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) throw unreadable();
    wanted.set(name, values);
  }
  return wanted;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

const unreadable = (message = "'filters' must be a JSON object whose values are lists of texts.") =>
  new DomainError("parameter_invalid", { message, param: "filters" });
