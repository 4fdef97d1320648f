import { build } from "./build.mjs";
import { SetUpFailure } from "./failure.mjs";
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";

/** @param {string[]} commandLine `[--build] <script> [arguments]` */
export async function main(commandLine) {
  const withBuild = commandLine[0] === "--build";
  try {
    await install();
    if (withBuild) build();
    await runPinned(withBuild ? commandLine.slice(1) : commandLine);
  } catch (error) {
    if (!(error instanceof SetUpFailure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
