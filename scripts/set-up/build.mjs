import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

import { pinnedEnvironment } from "./environment.mjs";
import { explainFailure, SetUpFailure } from "./failure.mjs";
import { pinnedNode, root } from "./paths.mjs";

/** Compiles what changed since the last time; the compiler itself knows what that is, in less than a tenth of a second. */
export function build() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout, stderr, error } = spawnSync(pinnedNode, [compiler, "-b", "--checkers", "1", "packages/cli"], {
    cwd: root,
    env: pinnedEnvironment(),
    encoding: "utf8",
  });
  if (status === 0) return bundle();
  const output = `${stdout}${stderr}${error ?? ""}`;
  if (!/error TS(?!5033)/.test(output)) throw explainFailure("Compiling the packages", output);
  console.error(output);
  throw new SetUpFailure("The packages do not compile: mend what the lines above name, then run the command again.");
}

/** Bundles the command when something was compiled since it was bundled last. */
function bundle() {
  const changedAt = (/** @type {string} */ file) =>
    statSync(join(root, "packages", file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const compiledAt = Math.max(...["cli", "sandbox", "sdk"].map((name) => changedAt(`${name}/dist/.tsbuildinfo`)));
  if (changedAt("cli/lib/help.json") >= compiledAt) return;
  const script = join(root, "scripts", "bundle", "bundle.ts");
  const { status, stdout, stderr, error } = spawnSync(pinnedNode, [script], {
    cwd: root,
    env: pinnedEnvironment(),
    encoding: "utf8",
  });
  if (status !== 0) throw explainFailure("Bundling the command", `${stdout}${stderr}${error ?? ""}`);
}
