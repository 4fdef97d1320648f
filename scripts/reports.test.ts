import { expect, test } from "vitest";

import { addReport } from "./reports.ts";

const result = (fullName: string, status: string) => ({ fullName, status });

test("reports add up; a file that broke before its first test is one failure", () => {
  const count = { passed: 1, failed: 0, skipped: [] };
  addReport(count, {
    testResults: [
      { name: "a.test.ts", status: "failed", assertionResults: [result("a", "passed"), result("b", "failed")] },
      { name: "b.test.ts", status: "failed", assertionResults: [] },
      { name: "c.test.ts", status: "passed", assertionResults: [result("c", "skipped"), result("d", "todo")] },
    ],
  });
  expect(count).toEqual({ passed: 2, failed: 2, skipped: ["c.test.ts: c", "c.test.ts: d"] });
});
