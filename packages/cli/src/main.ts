import { openProgram } from "./program/program.ts";

const asksForAll = new Set([undefined, "help", "--help", "-h"]);

/** Runs one command and leaves its exit code. Only the first page of help is shown without loading the framework. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = openProgram(import.meta.url);
  const [first, ...rest] = argv;
  if (rest.length === 0 && asksForAll.has(first)) {
    const { showRootHelp } = await import("./program/show-root-help.ts");
    await showRootHelp(program);
    return;
  }
  const { start } = await import("./program/start.ts");
  await start(program, argv);
}
