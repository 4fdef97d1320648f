import { type Step, runSteps } from "./steps.ts";
import { vitest } from "./vitest.ts";

const bin = (path: string) => `node_modules/${path}`;

// The longest come first, so that two cores finish together. More than one checker would only repeat work (measured: three
// times as slow), since the packages are small and the schema types that they share are not.
const steps: Step[] = [
  { name: "unit tests", command: vitest("unit") },
  { name: "types", command: [bin("typescript/bin/tsc"), "-b", "--checkers", "1"] },
  { name: "dead code", command: [bin("knip/bin/knip.js"), "--no-progress"] },
  { name: "lint", command: [bin("oxlint/bin/oxlint")] },
  { name: "docs", command: ["--conditions=source", "scripts/check-docs.ts"] },
  { name: "format", command: [bin("oxfmt/bin/oxfmt"), "--check"] },
];

// These look at what the compiler wrote.
const bundle: Step[] = [{ name: "bundle", command: ["scripts/bundle/bundle.ts"] }];
const stepsAfterBuild: Step[] = [{ name: "packages", command: ["scripts/check-packages.ts"] }];

/** Everything that can be said about a change in about twenty seconds. */
export const verify = async () =>
  (await runSteps(steps)) && (await runSteps(bundle)) && (await runSteps(stepsAfterBuild));
