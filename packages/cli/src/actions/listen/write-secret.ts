import { readFileSync, writeFileSync } from "node:fs";

import { unwritable } from "../unwritable.ts";

/** What the secret is called in the file. */
const secretVariable = "MICRO_WEBHOOK_SECRET";

/** Writes the secret into a file of variables such as `.env`; what else is in there stays as it is. */
export function writeSecret(file: string, secret: string): void {
  const line = `${secretVariable}=${secret}`;
  try {
    writeFileSync(file, withLine(readOrEmpty(file), line), { mode: 0o600 });
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function withLine(text: string, line: string): string {
  const existing = new RegExp(`^(?:export\\s+)?${secretVariable}=.*$`, "m");
  if (existing.test(text)) return text.replace(existing, () => line);
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}
