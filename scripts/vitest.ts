/** The parts of the test suite: what the names of the projects in `vitest.config.ts` begin with. */
export type TestProject = "unit" | "flows" | "long";

/** Where the runner leaves its machine-readable report of one part. */
export const reportOf = (project: TestProject) => `node_modules/.cache/micro/reports/${project}.json`;

/** The command line of the test runner for one part. */
export const vitest = (project: TestProject): [string, ...string[]] => [
  "node_modules/vitest/vitest.mjs",
  "run",
  `--project=${project}*`,
  "--passWithNoTests",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${reportOf(project)}`,
];
