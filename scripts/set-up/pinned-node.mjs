import { spawn } from "node:child_process";

import { pinnedEnvironment } from "./environment.mjs";
import { pinnedNode, root } from "./paths.mjs";

/** @param {string[]} commandLine */
export async function runPinned(commandLine) {
  const child = spawn(pinnedNode, commandLine, { cwd: root, env: pinnedEnvironment(), stdio: "inherit" });
  // ^C reaches the child from the terminal itself. This process waits, so that the child has the last word.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...ending) => resolve(ending));
  });
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  process.exitCode = code;
}
