import * as fc from "fast-check";
import { expect } from "vitest";

import { history } from "./commands.ts";
import { assertInvariants, photograph } from "./invariants.ts";
import { Player } from "./play.ts";
import { openWorkbench } from "./workbench.ts";

/**
 * Plays that many random histories, each in a realm of its own, and looks at everything after every step. The seed is
 * printed; a history that fails is made as short as it can be, and printed with it.
 */
export async function checkHistories(count: number, seed = Date.now() % 2 ** 31): Promise<void> {
  process.stderr.write(`${count} random histories of the ledger, seed ${seed}\n`);
  const bench = await openWorkbench();
  let realm = 0;
  let [accepted, rejected] = [0, 0];
  try {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        realm += 1;
        const player = new Player(bench, realm);
        let before = await photograph(bench, realm);
        for (const command of commands) {
          const isAccepted = await player.play(command);
          const now = await photograph(bench, realm);
          if (isAccepted) accepted += 1;
          else {
            rejected += 1;
            expect(now).toEqual(before);
          }
          await assertInvariants(bench, realm, player.model, now);
          before = now;
        }
      }),
      { numRuns: count, seed, endOnFailure: false },
    );
    process.stderr.write(`${accepted} operations were accepted, ${rejected} were rejected\n`);
  } finally {
    await bench.close();
  }
}
