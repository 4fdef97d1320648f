import { defineConfig } from "vitest/config";

// Workspace packages resolve to their TypeScript sources, so that tests need no build and a failure names a source line.
const conditions = ["source", "node", "development|production"];

const long = "**/*.long.test.ts";
const exclude = ["**/node_modules/**", "**/dist/**"];
const patience = { testTimeout: 90_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Processes, not threads: native modules and tests that send signals keep their own.
    pool: "forks",
    // The default leaves one core idle, which on two cores is half of them.
    maxWorkers: "100%",
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // The files share their modules: loading these for each was half of the time.
          isolate: false,
          include: ["packages/*/src/**/*.test.{ts,tsx}", "{scripts,bench}/**/*.test.ts"],
          exclude: [...exclude, long],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "flows",
          include: ["packages/{cli,sdk}/test/**/*.test.{ts,tsx}", "examples/*/**/*.test.ts"],
          exclude: [...exclude, long],
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: "flows-sandbox",
          isolate: false,
          include: ["packages/sandbox/test/**/*.test.ts"],
          exclude: [...exclude, long],
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          include: [long],
          exclude,
          testTimeout: 20 * 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
