import { readFaults } from "../load-faults.ts";
import { readFixture } from "../fixtures/parse-fixture.ts";
import { parseTarget } from "../listen/target.ts";
import { readStripeVersion } from "../../start-flags.ts";
import type { ExecOptions } from "./exec.ts";
import { planReports, type ReportFormat } from "./report.ts";

export { exec } from "./exec.ts";

/** The flags of `micro exec` that have to be parsed further. */
export interface ExecFlags {
  seed?: string | undefined;
  fixtures?: readonly string[] | undefined;
  faults?: readonly string[] | undefined;
  "forward-to"?: string | undefined;
  stripe: boolean;
  "stripe-version"?: string | undefined;
  keep: boolean;
  record?: string | undefined;
  report?: readonly ReportFormat[] | undefined;
}

/** What the flags say. Throws for what cannot be used, before anything is started. */
export function planExec(flags: ExecFlags, files: readonly string[]): Omit<ExecOptions, "command" | "frozenAt"> {
  const target = flags["forward-to"];
  return {
    seed: flags.seed,
    stripeVersion: readStripeVersion(flags["stripe-version"]),
    keep: flags.keep,
    record: flags.record,
    fixtures: (flags.fixtures ?? []).map((file) => readFixture(file, process.env)),
    faults: (flags.faults ?? []).flatMap(readFaults),
    forwardTo: target === undefined ? undefined : { url: parseTarget(target), stripe: flags.stripe },
    reports: planReports(flags.report ?? [], files),
  };
}
