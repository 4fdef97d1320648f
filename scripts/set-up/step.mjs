import { spawn } from "node:child_process";

import { explainFailure, SetUpFailure } from "./failure.mjs";
import { root } from "./paths.mjs";

/**
 * Runs one step of the set-up. A terminal sees its progress on one line; a file or a pipe gets a line every few seconds.
 * @param {string} title
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ environment: NodeJS.ProcessEnv, progress?: (line: string) => string | undefined }} options
 */
export async function runStep(title, command, parameters, { environment, progress }) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const show = liveLine();
  show(`${title} …`);
  const child = spawn(command, parameters, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const read = (/** @type {Buffer} */ chunk) => {
    const text = chunk.toString();
    output += text;
    const news = progress && text.split("\n").map(progress).findLast(Boolean);
    if (news) show(`${title} … ${news} (${seconds()})`);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      output += String(error);
      resolve(Reflect.get(error, "code"));
    });
    child.on("close", (status, signal) => resolve(signal ?? status));
  });
  if (code === 0) return show(`${title}: done in ${seconds()}`, true);
  show(`${title}: failed after ${seconds()}`, true);
  if (code === "ENOENT") {
    throw new SetUpFailure(
      "npm was not found: install Node together with npm from https://nodejs.org, then run the command again.",
    );
  }
  throw explainFailure(title, output);
}

function liveLine() {
  const { stderr } = process;
  let lastAt = -Infinity;
  return (/** @type {string} */ text, isLast = false) => {
    if (stderr.isTTY) {
      stderr.write(`\r\x1b[2K${text.slice(0, stderr.columns - 1)}${isLast ? "\n" : ""}`);
    } else if (isLast || performance.now() - lastAt > 3000) {
      lastAt = performance.now();
      stderr.write(`${text}\n`);
    }
  };
}
