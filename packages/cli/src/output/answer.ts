import type { RawAnswer } from "@micro/sdk";

import { out } from "./colours.ts";

/** The body of an answer: indented where it is JSON, else as it is. */
export const answerText = (data: unknown): string =>
  typeof data === "string" ? data.trimEnd() : JSON.stringify(data, undefined, 2);

/** Status and headers as they stand in front of the body on the wire. */
export function answerHead({ status, headers }: RawAnswer): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((text) => `${out.dim(`${name}:`)} ${text}`),
  );
  return [out.bold(`HTTP ${status}`), ...lines, ""].join("\n");
}

/** A request that is not sent. */
export function dryRunText(request: { method: string; url: string; body?: object; query?: object }): string {
  const { method, url, body, query } = request;
  const sent = body ?? query ?? {};
  return [out.bold(`${method} ${url}`), ...(Object.keys(sent).length > 0 ? [answerText(sent)] : [])].join("\n");
}
