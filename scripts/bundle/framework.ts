import { join } from "node:path";

import type { Plugin } from "rolldown";

/** Stands where the framework is found from. */
const doorFile = join(import.meta.dirname, "../../packages/cli/src/framework-door.js");
const core = /@oclif[+/]core.*[\\/]lib[\\/](.*)\.js$/;

/** What commands take from the framework. Its index would also bring plugins, themes, hooks and the search for them. */
const door = `
  export { Command } from "@oclif/core/command";
  export * as Args from "@oclif/core/args";
  export * as Errors from "@oclif/core/errors";
  export * as Flags from "@oclif/core/flags";
  export { settings } from "@oclif/core/settings";
`;

/** Parts of the framework that load much and that a command which runs never calls, by who asks for them. */
const unused: Readonly<Record<string, readonly string[]>> = {
  command: ["./config", "./help/util"],
  flags: ["./help"],
  "errors/handle": ["../help/index"],
};

/** What the framework loads at once and seldom needs, in a form that loads it then. */
const later: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "parser/parse": {
    "node:readline": `exports.createInterface = (...options) => process.getBuiltinModule("node:readline").createInterface(...options);`,
  },
  // Nobody is told how the framework looks at things, and colours are the command's own.
  logger: {
    debug: "const make = () => Object.assign(() => {}, { enabled: false, extend: make }); module.exports = make;",
  },
  "ux/supports-color": { "supports-color": "module.exports = { stdout: false, stderr: false };" },
  // Commands have a bar of their own.
  "ux/index": {
    "./action/spinner": "exports.__esModule = true; exports.default = class { start() {} stop() {} };",
    "./action/simple": "exports.__esModule = true; exports.default = class { start() {} stop() {} };",
  },
};

/** Leaves out of the framework what only its own way of starting needs; the program finds its commands by itself. */
export const framework: Plugin = {
  name: "framework",
  resolveId(source, importer) {
    if (source === "@oclif/core") return doorFile;
    const part = core.exec(importer ?? "")?.[1]?.replaceAll("\\", "/") ?? "";
    if (later[part]?.[source] !== undefined) return `\0framework-later:${part}:${source}`;
    return unused[part]?.includes(source) ? "\0framework-unused" : undefined;
  },
  load(id) {
    if (id === doorFile) return door;
    const [, part = "", source = ""] = /^\0framework-later:([^:]+):(.+)$/.exec(id) ?? [];
    if (part !== "") return later[part]?.[source];
    return id === "\0framework-unused" ? "module.exports = {};" : undefined;
  },
};
