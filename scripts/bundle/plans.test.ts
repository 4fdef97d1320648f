import { join } from "node:path";

import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";

import { plans } from "./plans.ts";

/** Stands where the packages are found from. */
const page = join(import.meta.dirname, "page.js");

/** What a bundler makes of a page that imports this, for a browser. */
async function bundle(code: string) {
  const build = await rolldown({
    input: page,
    platform: "browser",
    resolve: { conditionNames: ["source", "import", "default"] },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === page ? id : undefined),
        load: (id) => (id === page ? code : undefined),
      },
      plans,
    ],
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  const chunks = output.filter((one) => one.type === "chunk");
  return { code: chunks.map((chunk) => chunk.code).join(""), imports: chunks.flatMap((chunk) => chunk.imports) };
}

describe("in a browser's bundle", () => {
  test.each(["@micro/sdk", "@micro/sdk/client"])("the client of %s has neither Node nor the schemas", async (door) => {
    const { code, imports } = await bundle(
      `import { createClient } from "${door}"; globalThis.client = createClient();`,
    );
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/node:|process\.|Buffer|undici/);
    expect(code).toContain("/payments/payment_intents");
    expect(code.length).toBeLessThan(100_000);
  });

  test("the catalogue of errors comes alone", async () => {
    const { code } = await bundle(
      'import { errorCatalogue } from "@micro/sdk/contract"; globalThis.errors = errorCatalogue;',
    );
    expect(code).not.toContain("/payments/payment_intents");
    expect(code.length).toBeLessThan(30_000);
  });
});
