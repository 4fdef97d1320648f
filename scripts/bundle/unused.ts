import type { Plugin } from "rolldown";

/** Parts of others' modules that are loaded at once and that nothing here calls, by who asks for them. */
const parts: Readonly<Record<string, readonly string[]>> = {
  // No route has a schema, no server has TLS, and no plugin says which Fastify it is for.
  "fastify/lib/schema-controller": ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler"],
  "fastify/lib/server": ["node:http2", "node:https"],
  "fastify/lib/plugin-utils": ["semver"],
  "pino/lib/transport": ["thread-stream"],
  "prom-client/index": ["./lib/summary", "./lib/pushgateway", "./lib/defaultMetrics", "./lib/cluster"],
};

/** The module of a package that a path names. */
const moduleOf = /[\\/]node_modules[\\/](?!.*[\\/]node_modules[\\/])(.+)\.js$/;

/** Leaves them out: to read and to run them takes a good part of a start. */
export const unused: Plugin = {
  name: "unused",
  resolveId(source, importer) {
    const module = moduleOf.exec(importer ?? "")?.[1]?.replaceAll("\\", "/") ?? "";
    return parts[module]?.includes(source) ? "\0unused" : undefined;
  },
  load: (id) => (id === "\0unused" ? "module.exports = {};" : undefined),
};
