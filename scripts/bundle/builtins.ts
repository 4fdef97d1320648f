import { isBuiltin } from "node:module";

import type { Plugin } from "rolldown";

/**
 * Takes Node's own modules by `process.getBuiltinModule`. An import statement would read every name of a module, and so load
 * what stands behind names that nobody uses: of `node:http` the whole built-in client.
 */
export const builtins: Plugin = {
  name: "builtins",
  resolveId(source, importer) {
    // The bundler's own helpers make the very form that is written here.
    if (!isBuiltin(source) || importer?.includes("rolldown") === true) return undefined;
    return `\0builtin:${source.replace(/^(node:)?/, "node:")}`;
  },
  load: (id) =>
    id.startsWith("\0builtin:")
      ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice("\0builtin:".length))});`
      : undefined,
};
