import { writeFileSync } from "node:fs";

/** Says when the last test ended, and in which process. */
export function stamp() {
  writeFileSync(String(process.env["STAMP_FILE"]), JSON.stringify({ at: Date.now(), pid: process.pid }));
}
