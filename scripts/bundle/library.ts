import { readFileSync } from "node:fs";
import { join } from "node:path";

import { rolldown, type Plugin } from "rolldown";

import { replaceFolder } from "./replace-folder.ts";

const packages = join(import.meta.dirname, "..", "..", "packages");

/** What is imported in the place of each global, by its name or path. */
const realTimers = Object.fromEntries(
  [
    "AbortSignal.timeout",
    "clearImmediate",
    "clearInterval",
    "clearTimeout",
    "process.nextTick",
    "queueMicrotask",
    "setImmediate",
    "setInterval",
    "setTimeout",
  ].map((path): [string, [module: string, name: string]] => [
    path,
    [join(import.meta.dirname, "real-timers.ts"), path.split(".").at(-1) ?? path],
  ]),
);

interface Door {
  source?: string;
  [condition: string]: string | Door | undefined;
}

interface Manifest {
  exports: Record<string, Door | string>;
  peerDependencies?: Record<string, string>;
}

interface LibraryOptions {
  external: readonly string[];
  plugins?: readonly Plugin[];
  /** Whether it goes by the timers that there were when it was loaded. */
  keepsTimers?: boolean;
}

/**
 * Bundles a library into its folder `lib`: a file for each door, and what they share. Its two thousand modules, most of
 * them others', take several times as long to find and to open as to run.
 */
export async function bundleLibrary(
  name: string,
  { external, plugins = [], keepsTimers = false }: LibraryOptions,
): Promise<void> {
  const folder = join(packages, name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const doors = Object.values(manifest.exports).flatMap(sourcesOf);
  const outside = [...external, ...Object.keys(manifest.peerDependencies ?? {})];
  const build = await rolldown({
    input: Object.fromEntries(doors.map((door) => [door.replace(/^\.\/src\/|\.ts$/g, ""), join(folder, door)])),
    platform: "node",
    external: (id) => outside.some((each) => id === each || id.startsWith(`${each}/`)),
    resolve: { conditionNames: ["source", "node", "import", "module-sync", "default"] },
    plugins: [...plugins],
    transform: { define: { "process.env.NODE_ENV": '"production"' }, inject: keepsTimers ? realTimers : {} },
  });
  await replaceFolder(join(folder, "lib"), async (next) => {
    await build.write({
      dir: next,
      format: "esm",
      // Errors are known by the names of their classes, in stack traces and by whoever looks at `constructor.name`.
      minify: { compress: { keepNames }, mangle: { keepNames }, codegen: true },
      // One letter beyond Latin-1 would have the engine read all of it at two bytes a letter.
      charset: "ascii",
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js",
    });
  });
  await build.close();
}

const keepNames = { class: true, function: false };

/** The files that the doors of a package open. */
function sourcesOf(door: Door | string): string[] {
  if (typeof door === "string") return [];
  if (door.source !== undefined) return [door.source];
  return Object.values(door).flatMap((inner) => (inner === undefined ? [] : sourcesOf(inner)));
}

/** A package reads its version from its manifest, which is elsewhere for a bundle. */
export const versionOf = (version: string): Plugin => ({
  name: "version",
  load: (id) =>
    /packages[\\/]sandbox[\\/]src[\\/]version\.ts$/.test(id)
      ? `export const version = ${JSON.stringify(version)};`
      : undefined,
});
