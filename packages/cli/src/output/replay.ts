import type { ReplayResult } from "../actions/replay.ts";
import { out } from "./colours.ts";
import { counted } from "./counted.ts";

/** What came of a replay: that all is the same, or the first difference. */
export function replayText({ calls, difference }: ReplayResult): string {
  if (difference === null) return `${out.green("✓")} ${counted(calls, "call")}, each answered as before.`;
  const { call, method, path, at, recorded, replayed } = difference;
  return [
    `${out.red("✗")} Call ${call} of ${calls} was answered otherwise: ${method} ${path}`,
    `  ${out.bold(at)}`,
    `  recorded  ${JSON.stringify(recorded)}`,
    `  replayed  ${JSON.stringify(replayed)}`,
  ].join("\n");
}
