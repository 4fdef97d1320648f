import { join } from "node:path";

import { rolldown } from "rolldown";

/**
 * Bundles the script for browsers. The package as it is published has the result in the place of this module: here it is
 * made where the package runs from its source.
 */
export async function bundleScript(): Promise<string> {
  const build = await rolldown({
    input: join(import.meta.dirname, "../../../browser/main.ts"),
    platform: "browser",
    transform: { target: "es2022" },
  });
  const { output } = await build.generate({ format: "iife", minify: true, charset: "ascii" });
  await build.close();
  return output[0].code;
}
