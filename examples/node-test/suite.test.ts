import { execaNode } from "execa";
import { expect, test } from "vitest";

test("the suite passes, and the runner ends by itself", async () => {
  const { exitCode, stdout, stderr } = await execaNode("payments.js", [], {
    cwd: import.meta.dirname,
    nodeOptions: ["--conditions=source", "--test-reporter=tap"],
    reject: false,
    timeout: 25_000,
  });
  expect(stdout).toMatch(/# pass 3\n# fail 0/);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});
