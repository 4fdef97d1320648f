import type { RequestLogEntry } from "@micro/sdk";

import { selectedRow } from "../model/selection.ts";
import { type EffectContext, tell } from "./context.ts";
import { headersOf } from "./resend.ts";

/** Puts a curl command for what is selected on the clipboard, by way of the terminal itself. */
export function copyAsCurl(context: EffectContext, write: (text: string) => void): void {
  const { state } = context.store;
  const row = selectedRow(state);
  if (row === undefined) return tell(context, "There is nothing to copy.");
  const command = curlOf(context, row);
  // OSC 52 reaches the clipboard of whoever sits at the terminal, also over ssh.
  write(`\u001B]52;c;${Buffer.from(command).toString("base64")}\u0007`);
  const signed = "payload" in row && context.target !== undefined ? ", signed for the next five minutes" : "";
  tell(context, `Copied${signed}: ${command}`);
}

function curlOf(context: EffectContext, row: NonNullable<ReturnType<typeof selectedRow>>): string {
  const { store, target } = context;
  const { url: baseUrl } = store.state.header;
  if ("payload" in row) {
    if (target === undefined) return get(`${baseUrl}/events/${row.id}`);
    const headers = Object.entries(headersOf(context, row.id, row.payload));
    const lines = headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`).join(" ");
    return `curl -X POST ${quote(target.url.href)} ${lines} --data-raw ${quote(row.payload)}`;
  }
  if ("request_body" in row) return requestCurl(baseUrl, row);
  const paths: Readonly<Record<string, string>> = { pi: "/payments/payment_intents", acct: "/ledger/accounts" };
  return get(`${baseUrl}${paths[row.id.split("_")[0] ?? ""] ?? "/sandbox/inbox"}/${row.id}`);
}

function requestCurl(baseUrl: string, { method, path, request_body: body }: RequestLogEntry): string {
  if (method === "GET") return get(baseUrl + path);
  const sent = body === null || method === "DELETE" ? "" : ` --json ${quote(body)}`;
  return `curl -X ${method} ${quote(baseUrl + path)} -u "$MICRO_API_KEY:"${sent}`;
}

const get = (url: string) => `curl ${quote(url)} -u "$MICRO_API_KEY:"`;
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
