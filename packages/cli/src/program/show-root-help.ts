import { readFileSync } from "node:fs";

import type { Program } from "./program.ts";
import { rootHelp, type HelpIndex } from "./root-help.ts";

/** Prints the first page of help: from the index that was built with the program, else from the manifest. */
export async function showRootHelp(program: Program): Promise<void> {
  const index = readIndex(program) ?? (await program.manifest());
  process.stdout.on("error", () => {});
  process.stdout.write(rootHelp(index, program.pjson, process.stdout.columns));
}

function readIndex({ folder }: Program): HelpIndex | undefined {
  try {
    return JSON.parse(readFileSync(new URL("../help.json", folder), "utf8")) as HelpIndex;
  } catch {
    return undefined;
  }
}
