import { expect, test } from "vitest";

import { notImitated } from "../../../src/surfaces/stripe/not-imitated.ts";
import { resources } from "../../../src/surfaces/stripe/routes.ts";
import { startSandbox } from "../../support/sandbox.ts";
import { clientOf } from "./client.ts";

/** The paths of the official client's calls: what each of its methods would ask for. */
async function pathsOfClient(): Promise<string[]> {
  const sandbox = await startSandbox();
  const asked = new Set<string>();
  const stripe = clientOf(sandbox, {
    httpClient: {
      getClientName: () => "spy",
      makeRequest: (_host: string, _port: string, path: string) => {
        asked.add(path.split("?")[0] ?? "");
        return Promise.reject(new Error("Nothing is sent."));
      },
    },
  });
  const seen = new Set<unknown>();
  const visit = async (value: unknown): Promise<void> => {
    if (value === null || typeof value !== "object" || seen.has(value)) return;
    seen.add(value);
    for (const [name, part] of Object.entries(value)) {
      if (!name.startsWith("_") && name !== "v2") await visit(part);
    }
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(value) ?? {})) {
      const method: unknown = Reflect.get(value, name);
      if (name === "constructor" || name.startsWith("_") || typeof method !== "function") continue;
      for (const args of [[], ["x"], ["x", "x"], ["x", {}], ["x", "x", {}]]) {
        try {
          await Promise.resolve(Reflect.apply(method, value, args)).catch(() => {});
        } catch {
          // It wants other arguments.
        }
      }
    }
  };
  for (const [name, resource] of Object.entries(stripe)) {
    if (!name.startsWith("_") && name !== "v2" && name !== "webhooks") await visit(resource);
  }
  return [...asked].filter((path) => path.startsWith("/v1/"));
}

test("every call of the official client is imitated, or its resource is listed as not", async () => {
  const known = [...notImitated, ...resources.map(({ name }) => name)];
  const paths = await pathsOfClient();
  expect(paths.length).toBeGreaterThan(200);
  const unknown = paths
    .map((path) => path.slice("/v1/".length))
    .filter((path) => !known.some((name) => path === name || path.startsWith(`${name}/`)));
  expect(unknown).toEqual([]);
});

test("nothing is both imitated and listed as not", () => {
  expect(resources.map(({ name }) => name).filter((name) => notImitated.includes(name))).toEqual([]);
});
