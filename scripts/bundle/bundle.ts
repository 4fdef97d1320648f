// Bundles the libraries, and the command into `packages/cli/lib` with a chunk for each command, and writes its manifest.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { rolldown, type Plugin } from "rolldown";

import type { HelpEntry } from "../../packages/cli/src/program/root-help.ts";
import { browserScript } from "./browser-script.ts";
import { builtins } from "./builtins.ts";
import { framework } from "./framework.ts";
import { bundleLibrary, versionOf } from "./library.ts";
import { plans } from "./plans.ts";
import { replaceFolder } from "./replace-folder.ts";
import { unused } from "./unused.ts";
import { yamlLater } from "./yaml.ts";

const root = join(import.meta.dirname, "..", "..");
const cli = join(root, "packages", "cli");
const { version } = JSON.parse(readFileSync(join(cli, "package.json"), "utf8")) as { version: string };

const commands = globSync("commands/**/*.ts", { cwd: join(cli, "src") }).filter((name) => !name.endsWith(".test.ts"));
const entries = ["main.ts", "program/manifest.ts", ...commands].map((name) => name.replaceAll("\\", "/"));

/** The client without a connection pool of its own starts twice as fast. */
const lightClient: Plugin = {
  name: "client",
  resolveId: (source) => (source === "@micro/sdk" ? join(root, "packages/sdk/src/index.ts") : undefined),
};

/** What even the first page of help needs. */
const base =
  /packages[\\/]cli[\\/]src[\\/](output[\\/](colours|table)|program[\\/](program|show-root-help|root-help))\.ts$|^\0builtin:/;
/** What every other command needs: one file, since opening twenty takes longer than reading them. */
const core =
  /packages[\\/]cli[\\/]src[\\/](command|program[\\/]start|actions[\\/]client|sandbox[\\/]find|output[\\/]prompt)\.ts$|framework-door/;

const build = await rolldown({
  input: Object.fromEntries(entries.map((name) => [name.replace(/\.ts$/, ""), join(cli, "src", name)])),
  platform: "node",
  external: ["better-sqlite3", "react-devtools-core", "bufferutil", "utf-8-validate"],
  resolve: {
    conditionNames: ["source", "node", "import", "module-sync", "default"],
  },
  plugins: [framework, yamlLater, unused, builtins, browserScript, lightClient, plans, versionOf(version)],
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
});

/** Writes everything that the command is made of. */
async function fill(lib: string): Promise<void> {
  await build.write({
    dir: lib,
    format: "esm",
    minify: true,
    charset: "ascii",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: {
      groups: [
        { name: "base", test: base, priority: 2 },
        { name: "core", test: core, priority: 1 },
      ],
    },
  });

  const yaml = await rolldown({ input: join(cli, "node_modules/yaml/dist/index.js"), platform: "node" });
  await yaml.write({ file: join(lib, "yaml.cjs"), format: "cjs", minify: true });
  await yaml.close();

  const { makeManifest } = (await import(pathToFileURL(join(lib, "program/manifest.js")).href)) as {
    makeManifest: (folder: URL, version: string) => Promise<{ commands: Record<string, HelpEntry> }>;
  };
  writeFileSync(join(lib, "package.json"), JSON.stringify({ type: "module" }));
  const manifest = await makeManifest(pathToFileURL(`${join(lib, "commands")}/`), version);
  writeFileSync(join(cli, "oclif.manifest.json"), JSON.stringify(manifest));
  const entriesOfHelp = Object.values(manifest.commands).map(({ id, summary, description, hidden }) => [
    id,
    { id, summary, description, hidden },
  ]);
  writeFileSync(join(lib, "help.json"), JSON.stringify({ commands: Object.fromEntries(entriesOfHelp) as object }));
}

await bundleLibrary("sdk", { external: ["undici"], plugins: [plans] });
await bundleLibrary("sandbox", {
  external: ["@micro/sdk", "better-sqlite3"],
  plugins: [unused, builtins, browserScript, versionOf(version)],
  keepsTimers: true,
});
await replaceFolder(join(cli, "lib"), fill);
await build.close();
