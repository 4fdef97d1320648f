import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** How the suite of a folder is run by each runner. */
export const runners = [
  {
    name: "vitest",
    script: join(require.resolve("vitest/package.json"), "..", "vitest.mjs"),
    args: ["run"],
    nodeOptions: [],
  },
  {
    name: "Jest",
    script: require.resolve("jest/bin/jest"),
    args: ["--no-watchman"],
    nodeOptions: ["--experimental-vm-modules"],
  },
  { name: "node --test", script: "suite.node.js", args: [], nodeOptions: [] },
];

/** What a runner must not have from the one that runs it. */
export const cleanEnvironment = { VITEST: undefined, NODE_ENV: undefined, NO_COLOR: "1" };
