import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";

import { coresAreApart } from "../harness/child.ts";

/** Where and with what a run was made. */
export interface Machine {
  date: string;
  commit: string;
  system: string;
  processor: string;
  memoryGb: number;
  pinned: boolean;
  node: string;
  packages: Record<string, string>;
}

const measuredPackages = ["fastify", "better-sqlite3", "kysely", "undici", "typebox"];

export function describeMachine(): Machine {
  const modified = git("status", "--porcelain", "--", "packages") === "" ? "" : " with changes";
  const manifest = readFileSync(new URL("../../packages/sandbox/package.json", import.meta.url), "utf8");
  const { version, dependencies } = JSON.parse(manifest) as { version: string; dependencies: Record<string, string> };
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: `${git("rev-parse", "--short", "HEAD") || "unknown"}${modified}`,
    system: `${type()} ${release()}`,
    processor: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    pinned: coresAreApart,
    node: process.version,
    packages: {
      "@micro/sandbox": version,
      ...Object.fromEntries(measuredPackages.map((name) => [name, dependencies[name] ?? ""])),
    },
  };
}

/** The machine and the versions in two sentences. */
export function describeInWords(machine: Machine): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const cores = machine.pinned ? "Server and load have a core each." : "Server and load share the cores.";
  return [
    `${machine.date}, commit ${machine.commit}. ${machine.system}, ${machine.processor}, ${machine.memoryGb} GB;`,
    `Node ${machine.node}; ${packages.join(", ")}. ${cores}`,
  ].join("\n");
}

function git(...parameters: string[]): string {
  try {
    return execFileSync("git", parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}
