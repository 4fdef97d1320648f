import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { UsageError } from "../../abort.ts";
import { unwritable } from "../unwritable.ts";
import type { ExecResult } from "./exec.ts";
import { junit } from "./junit.ts";

/** The forms that a report can have. */
export const reportFormats = ["junit", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

const suggestions: Record<ReportFormat, string> = { junit: "micro.xml", json: "micro.json" };

/** A report to write at the end. */
export interface ReportPlan {
  format: ReportFormat;
  file: string;
}

const writers: Record<ReportFormat, (result: ExecResult) => string> = {
  json: (result) => `${JSON.stringify(result, undefined, 2)}\n`,
  junit,
};

/** Puts each format together with its file: `--report junit FILE`. Throws before anything is run. */
export function planReports(formats: readonly ReportFormat[], files: readonly string[]): ReportPlan[] {
  if (files.length > formats.length) {
    throw new UsageError(
      `"${files[formats.length]}" belongs to no flag.`,
      "The command stands after --, such as micro exec -- npm test.",
    );
  }
  return formats.map((format, index) => {
    const file = files[index];
    if (file === undefined) {
      throw new UsageError(`--report ${format} has no file.`, `Name one: --report ${format} ${suggestions[format]}.`);
    }
    assertWritable(file);
    return { format, file };
  });
}

/** Writes every report. */
export function writeReports(plans: readonly ReportPlan[], result: ExecResult): void {
  for (const { format, file } of plans) {
    try {
      writeFileSync(file, writers[format](result));
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }
}

function assertWritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
