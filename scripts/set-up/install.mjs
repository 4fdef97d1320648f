import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { cleanEnvironment } from "./environment.mjs";
import { explainFailure } from "./failure.mjs";
import { cache, pinnedNode, root } from "./paths.mjs";
import { runStep } from "./step.mjs";

const stamp = join(cache, "installed");

/** Installs the dependencies, unless the last completed installation was of the same files. */
export async function install() {
  const wanted = fingerprint();
  if (existsSync(pinnedNode) && readIfThere(stamp) === wanted) return;
  try {
    accessSync(root, constants.W_OK);
    mkdirSync(cache, { recursive: true });
    // Gone before the work begins: an interrupted installation counts as none.
    rmSync(stamp, { force: true });
  } catch (error) {
    throw explainFailure("Installing the dependencies", String(error));
  }
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { command, before } = findNpx();
  const pnpm = ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
  await runStep("Installing the dependencies", command, [...before, ...pnpm, "--config.confirmModulesPurge=false"], {
    environment: {
      ...cleanEnvironment(),
      npm_config_update_notifier: "false",
      npm_config_fetch_retry_mintimeout: "1000",
    },
    progress: describeProgress,
  });
  if (!existsSync(pinnedNode)) throw explainFailure("Installing Node", `${pinnedNode} is missing.`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Changes with every file that decides what an installation contains. */
function fingerprint() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  const folders = ["packages", "examples"].filter((folder) => existsSync(join(root, folder)));
  const members = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));
  const manifests = ["", ...members.toSorted()].map((member) => join(member, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]) {
    hash.update(`\0${file}\0`).update(readIfThere(join(root, file)) ?? "");
  }
  return hash.digest("hex");
}

/** npx, where it can be found as a script of this Node: Windows cannot spawn its `npx.cmd` without a shell. */
function findNpx() {
  const { npm_execpath: npm, PATH: path = "" } = process.env;
  const folders = [dirname(process.execPath), ...path.split(delimiter)];
  const candidates = [
    ...(npm ? [join(dirname(npm), "npx-cli.js")] : []),
    ...folders.map((folder) => join(folder, "node_modules", "npm", "bin", "npx-cli.js")),
  ];
  const script = candidates.find((candidate) => existsSync(candidate));
  return script ? { command: process.execPath, before: [script] } : { command: "npx", before: [] };
}

/** @param {string} line */
function describeProgress(line) {
  const counts = /^Progress: resolved (\d+), reused (\d+), downloaded (\d+), added (\d+)/.exec(line);
  if (counts) return `${Number(counts[2]) + Number(counts[3])} of ${counts[1]} packages fetched, ${counts[4]} in place`;
  return /node_modules\/node preinstall\$/.test(line) ? "fetching Node" : undefined;
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
