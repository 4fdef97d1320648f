import { afterAll, expect, test as base } from "vitest";

import { matchers } from "./testing/matchers.ts";
import { createScenePool, type SandboxTestOptions } from "./testing/pool.ts";

export type { SandboxScene, SandboxTestOptions } from "./testing/pool.ts";
export * from "./testing.ts";

expect.extend(matchers);

declare module "vitest" {
  interface Matchers<R, T> {
    /** An event of the type happened; of its object all that is given fits. Waits until everything is done: await it. */
    toHaveEmitted(type: string, object?: object): Promise<void>;
    /** A webhook of the type was delivered to the built-in receiver, and taken. Await it. */
    toHaveDelivered(type: string, object?: object): Promise<void>;
    /** Payments, balances and the ledger agree. Await it. */
    toBeBalanced(): Promise<void>;
  }
}

/**
 * Makes a `test` whose tests are given a `sandbox` and an `account` of their own, and leave nothing behind:
 *
 *     const test = sandboxTest({ clock: "2027-01-15T08:00:00Z" });
 *     test("a payment succeeds", async ({ sandbox }) => {
 *       await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true });
 *       await expect(sandbox).toHaveEmitted("payment.succeeded", { amount: 2000 });
 *     });
 */
export function sandboxTest(options: SandboxTestOptions = {}) {
  const pool = createScenePool(options);
  afterAll(() => pool.close());
  return (
    base
      // oxlint-disable-next-line no-empty-pattern -- The runner reads from the pattern which fixtures are needed.
      .extend("scene", async ({}, { onCleanup }) => {
        const scene = await pool.open();
        onCleanup(() => scene.close());
        return scene;
      })
      .extend("sandbox", ({ scene }) => scene.sandbox)
      .extend("account", ({ scene }) => scene.account)
  );
}
