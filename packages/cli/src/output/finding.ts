import type { Finding } from "../actions/doctor/check.ts";
import { out } from "./colours.ts";

const marks = { ok: out.green("✓"), warning: out.yellow("!"), problem: out.red("✗") };

/** One thing that was looked at; the sign says the same as the colour. */
export function findingText({ name, verdict, message, hint }: Finding): string {
  const line = `${marks[verdict]} ${out.bold(name.padEnd(8))} ${message}`;
  return hint === undefined ? line : `${line}\n           ${out.dim("→")} ${hint}`;
}
