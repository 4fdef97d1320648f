import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, test, vi } from "vitest";

import { pinnedEnvironment } from "./environment.mjs";
import { pinnedNode } from "./paths.mjs";

test("the settings of a calling package manager stay behind, the way to the registry does not", () => {
  vi.stubEnv("npm_config_verify_deps_before_run", "false");
  vi.stubEnv("npm_lifecycle_event", "test");
  vi.stubEnv("NPM_CONFIG_REGISTRY", "https://registry.example");
  const environment = pinnedEnvironment();
  expect(Object.keys(environment).filter((name) => /^npm_(?:lifecycle|config_verify)/.test(name))).toEqual([]);
  expect(environment).toMatchObject({ NPM_CONFIG_REGISTRY: "https://registry.example" });
});

test("the pinned Node comes first, and the installation checks engines against its version", () => {
  vi.stubEnv("PATH", "/usr/bin");
  const [first = ""] = pinnedEnvironment()["PATH"]?.split(delimiter) ?? [];
  expect(pinnedNode.startsWith(first)).toBe(true);
  expect(readFileSync("pnpm-workspace.yaml", "utf8")).toContain(`nodeVersion: ${process.versions.node}\n`);
});
