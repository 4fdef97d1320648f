import { describe, expect, test } from "vitest";

import { hasStripeCli } from "../../support/stripe-cli.ts";
import { allTriggers, faultOf, passingTriggers, startFunded } from "../../support/stripe-triggers.ts";

describe.skipIf(!hasStripeCli)("the list of triggers", () => {
  test("names every one that passes, so that none can be lost again", async () => {
    const sandbox = await startFunded();
    const passing: string[] = [];
    for (const trigger of await allTriggers(sandbox)) {
      if ((await faultOf(sandbox, trigger)) === undefined) passing.push(trigger);
    }
    process.stdout.write(`${passing.length} triggers pass: ${passing.join(", ")}\n`);
    expect(passing).toEqual(passingTriggers);
  });
});
