import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Plugin } from "rolldown";

import type { Operation } from "../../packages/sdk/src/contract/index.ts";

const contract = (await import(
  pathToFileURL(join(import.meta.dirname, "../../packages/sdk/src/contract/index.ts")).href
)) as {
  operations: Record<string, Operation>;
};

/** All that the client looks at of an operation, without the schemas: to build those takes longer than most calls. */
export const plans: Plugin = {
  name: "plans",
  resolveId(source, importer) {
    const isClient = /packages[\\/]sdk[\\/]src[\\/]client[\\/]operation-plan\.ts$/.test(importer ?? "");
    return isClient && source.endsWith("/contract/index.ts") ? "\0plans" : undefined;
  },
  load(id) {
    if (id !== "\0plans") return undefined;
    const light = Object.values(contract.operations).map(({ id: name, method, path, produces, input }) => {
      const properties = "starting_after" in input.properties ? { starting_after: {} } : {};
      return [name, { id: name, method, path, produces, input: { properties } }] as const;
    });
    return `export const operations = ${JSON.stringify(Object.fromEntries(light))};`;
  },
};
