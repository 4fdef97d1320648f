import { readFileSync } from "node:fs";

import type { PackageJson } from "./light-config.ts";
import type { Manifest } from "./manifest.ts";

/** Where the program stands. */
export interface Program {
  /** The folder of the commands, with a slash at its end. */
  folder: URL;
  pjson: PackageJson;
  /** All commands: read when somebody asks for help or mistypes, never to run one. */
  manifest(): Promise<Manifest>;
}

let current: Program | undefined;

/** Says where the program stands: `entry` is the URL of its first file, one level below the package. */
export function openProgram(entry: string): Program {
  const root = new URL("..", entry);
  const folder = new URL("./commands/", entry);
  const pjson = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as PackageJson;
  let manifest: Promise<Manifest> | undefined;
  const load = async () => {
    const { loadManifest } = await import("./manifest.ts");
    return loadManifest(root, folder, pjson.version);
  };
  current = { folder, pjson, manifest: () => (manifest ??= load()) };
  return current;
}

/** The program that runs. */
export function getProgram(): Program {
  if (current === undefined) throw new TypeError("The program was not opened.");
  return current;
}
