import { delimiter, dirname, join } from "node:path";

import { pinnedNode, root } from "./paths.mjs";

// A package manager hands all of its settings to the scripts it runs, and the next one warns of each that it does not
// know. These are the user's own way to the registry and stay.
const kept = /^npm_config_(registry|proxy|https?_proxy|noproxy|ca|cafile|strict_ssl|userconfig|cache)$/i;

/** The environment for child processes, without what a calling package manager put into it. */
export function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/** The same with the pinned Node and the installed tools first on the path. */
export function pinnedEnvironment() {
  const environment = cleanEnvironment();
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const folders = [dirname(pinnedNode), join(root, "node_modules", ".bin"), environment[pathName]];
  return { ...environment, [pathName]: folders.filter(Boolean).join(delimiter) };
}
