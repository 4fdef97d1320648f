import { test } from "vitest";

import { createMachine } from "../micro.ts";
import { writtenCommands } from "./commands.ts";

test.concurrent.for(writtenCommands().map(({ name }) => [name] as const))(
  "micro %s --help has examples",
  async ([name], { expect }) => {
    const { exitCode, stdout, stderr } = await createMachine().run([...name.split(" "), "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("EXAMPLES");
    expect(stdout).toContain(`$ micro ${name}`);
    const [summary = ""] = stdout.split("\n");
    expect(stdout.split(summary), "the summary is said once").toHaveLength(2);
  },
);

test("flags with and without a letter stand in line, and the usage says that there are some", async ({ expect }) => {
  const { stdout } = await createMachine().run(["trigger", "--help"]);
  expect(stdout).toContain("$ micro trigger [TYPE] [flags]");
  const common = stdout.split("GLOBAL FLAGS\n")[1]?.split("\n\n")[0]?.split("\n") ?? [];
  const flags = common.filter((line) => /^ +(-\w, )?--/.test(line));
  expect(flags.length).toBeGreaterThan(3);
  expect(new Set(flags.map((line) => line.indexOf("--")))).toEqual(new Set([6]));
});
