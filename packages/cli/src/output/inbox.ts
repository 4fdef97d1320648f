import type { InboxMessage } from "@micro/sdk";

import { clean } from "./clean.ts";
import { out } from "./colours.ts";
import { table } from "./table.ts";

/** One message on a line each, newest first. */
export const inboxTable = (messages: readonly InboxMessage[]): string =>
  messages.length === 0
    ? "Nothing was sent to anybody."
    : table(
        messages.map(({ id, channel, to, subject, text }) => [
          id,
          channel,
          clean(to),
          clean(subject ?? text).slice(0, 60),
        ]),
      );

/** A message as its receiver reads it, with its links and codes. */
export function messageText({ id, channel, to, subject, text, links, codes }: InboxMessage): string {
  const lines = text.split("\n").map(clean);
  return [
    `${out.bold(clean(to))}  ${out.dim(`${channel} ${id}`)}`,
    ...(subject === null ? [] : [out.bold(clean(subject)), ""]),
    ...lines,
    ...links.map(({ url }) => `${out.dim("link")}  ${clean(url)}`),
    ...codes.map((code) => `${out.dim("code")}  ${clean(code)}`),
  ].join("\n");
}
