import type { ExecResult } from "../actions/exec/exec.ts";
import { shortPath } from "../config/paths.ts";
import { err } from "./colours.ts";
import { counted } from "./counted.ts";

const failuresShown = 5;

/** What happened in the sandbox of a command, for standard error. */
export function execText(result: ExecResult): string {
  const { requests, events, deliveries, failures, books, exit_code: code, duration_ms: durationMs, seed } = result;
  const counts = [
    counted(requests.total, "request") + only(requests.failed, "refused"),
    counted(events.total, "event"),
    counted(deliveries.total, "delivery", "deliveries") + only(deliveries.total - deliveries.succeeded, "not arrived"),
  ];
  const mark = code === 0 ? err.green("✓") : err.red("✗");
  const shown = code === 0 ? [] : failures.slice(-failuresShown);
  return [
    `${mark} exit ${code} after ${(durationMs / 1000).toFixed(1)} s · ${counts.join(" · ")}`,
    ...shown.map(({ what, why, id }) => `  ${err.red(why)}  ${what}  ${err.dim(id)}`),
    ...books.differences.map((difference) => `  ${err.red("The books do not agree:")} ${difference}`),
    err.dim(`  The same ids and chance again: --seed ${seed}`),
    ...(result.data_dir === null
      ? []
      : [`  Its data is kept: micro sandbox start --data-dir ${shortPath(result.data_dir)}`]),
  ].join("\n");
}

const only = (count: number, what: string) => (count === 0 ? "" : ` (${count} ${what})`);
