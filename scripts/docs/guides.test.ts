import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

import { expect, test } from "vitest";

const folder = "node_modules/.cache/micro";

test.each(["ci", "billing"])(
  "the test that the guide %s shows runs as it stands",
  (guide) => {
    const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(`docs/guides/${guide}.md`, "utf8")) ?? [];
    const file = `${folder}/guide-${guide}-${process.pid}.test.mjs`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, code ?? "");
    try {
      // Its packages are taken from their sources: nothing has to be built.
      const output = execFileSync(process.execPath, ["--conditions=source", "--test-reporter=tap", file]);
      expect(output.toString()).toContain("# pass 1");
    } finally {
      rmSync(file);
    }
  },
  30_000,
);
