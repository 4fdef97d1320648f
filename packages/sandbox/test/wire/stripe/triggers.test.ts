import { describe, expect, test } from "vitest";

import { hasStripeCli } from "../../support/stripe-cli.ts";
import { faultOf, passingTriggers, startFunded } from "../../support/stripe-triggers.ts";

describe.skipIf(!hasStripeCli)("the triggers of Stripe's command line", () => {
  test("bring about the events that they are named by, every one that is listed", { timeout: 180_000 }, async () => {
    const sandbox = await startFunded();
    expect(passingTriggers).toHaveLength(new Set(passingTriggers).size);
    const faults: string[] = [];
    for (const trigger of passingTriggers) {
      const fault = await faultOf(sandbox, trigger);
      if (fault !== undefined) faults.push(`${trigger}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
