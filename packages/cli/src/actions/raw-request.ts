import { UsageError } from "../abort.ts";
import { addPair, readLeniently, readObject } from "../params/read-value.ts";
import { findByPath } from "../resources/find-by-path.ts";
import { inputSchema } from "../resources/param-flags.ts";
import type { ApiRequest } from "./request.ts";

/** Reads a path and `-d` pairs. Each value is read as the parameter of the operation at that path has it. */
export function parseRawRequest(
  method: ApiRequest["method"],
  typed: string,
  data: readonly string[],
): Pick<ApiRequest, "method" | "path" | "params"> {
  const path = typed.startsWith("/") ? typed : `/${typed}`;
  if (/[\s#]/.test(path) || path.startsWith("//")) {
    throw new UsageError(`"${typed}" is not a path of the API.`, "Give one such as /payments/payment_intents.");
  }
  const found = findByPath(method, path.split("?")[0] ?? "");
  const schema = found && inputSchema(found.operation);
  const [only = ""] = data;
  const params =
    data.length === 1 && only.startsWith("{")
      ? readObject(schema, data, "-d")
      : data.reduce<object>((value, pair) => addPair(schema, value, pair, "-d", readLeniently), {});
  return { method, path, params: { ...params } };
}
