import { test } from "vitest";

import { createMachine } from "../micro.ts";
import { contractCommands } from "./commands.ts";

test.concurrent.for(contractCommands().map(({ name }) => [name] as const))(
  "micro %s --help has examples",
  async ([name], { expect }) => {
    const { exitCode, stdout, stderr } = await createMachine().run([...name.split(" "), "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("EXAMPLES");
    expect(stdout).toContain(`$ micro ${name}`);
  },
);
