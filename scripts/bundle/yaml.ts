import type { Plugin } from "rolldown";

const names = ["isMap", "parseDocument", "stringify"];

/** Leaves the reader of YAML in a file of its own, which is loaded when there is a profile to read. */
export const yamlLater: Plugin = {
  name: "yaml",
  resolveId: (source, importer) =>
    source === "yaml" && /config[\\/]file\.ts$/.test(importer ?? "") ? "\0yaml-later" : undefined,
  load: (id) => (id === "\0yaml-later" ? code : undefined),
};

// The chunks stand one level below the file.
const code = `
  let yaml;
  const load = () => (yaml ??= process.getBuiltinModule("node:module").createRequire(import.meta.url)("../yaml.cjs"));
  ${names.map((name) => `export const ${name} = (...values) => load().${name}(...values);`).join("\n  ")}
`;
