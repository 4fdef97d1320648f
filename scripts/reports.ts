import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

import { type TestProject, reportOf } from "./vitest.ts";

/** The part of the runner's JSON report that is read here. */
interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

export interface Count {
  passed: number;
  failed: number;
  /** The tests that did not run, as `file: name`. */
  skipped: string[];
}

/** Adds up reports. A file that broke before its first test, and a report that is not there, count as one failure each. */
export function readReports(projects: readonly TestProject[]): Count {
  const count: Count = { passed: 0, failed: 0, skipped: [] };
  for (const project of projects) {
    const file = reportOf(project);
    if (existsSync(file)) addReport(count, JSON.parse(readFileSync(file, "utf8")) as Report);
    else count.failed += 1;
  }
  return count;
}

/** Says what was skipped and, last, how many tests passed and failed. */
export function describeCount({ passed, failed, skipped }: Count): string {
  const notices = skipped.map((name) => `skipped  ${name}\n`);
  return `${notices.join("")}${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

export function addReport(count: Count, report: Report): void {
  for (const { name, status, assertionResults } of report.testResults) {
    const failures = assertionResults.filter((result) => result.status === "failed").length;
    count.failed += status === "failed" ? Math.max(1, failures) : failures;
    count.passed += assertionResults.filter((result) => result.status === "passed").length;
    const others = assertionResults.filter((result) => result.status !== "failed" && result.status !== "passed");
    count.skipped.push(...others.map(({ fullName }) => `${relative(process.cwd(), name)}: ${fullName}`));
  }
}
