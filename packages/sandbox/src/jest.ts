import { afterAll, expect, test as base } from "@jest/globals";

import { matchers } from "./testing/matchers.ts";
import type { SandboxTestOptions } from "./testing/pool.ts";
import { inScenes, type SceneTest } from "./testing/wrap-test.ts";

export type { SandboxScene, SandboxTestOptions } from "./testing/pool.ts";
export * from "./testing.ts";

expect.extend(matchers);

declare module "expect" {
  interface Matchers<R> {
    /** An event of the type happened; of its object all that is given fits. Waits until everything is done: await it. */
    toHaveEmitted(type: string, object?: object): Promise<R>;
    /** A webhook of the type was delivered to the built-in receiver, and taken. Await it. */
    toHaveDelivered(type: string, object?: object): Promise<R>;
    /** Payments, balances and the ledger agree. Await it. */
    toBeBalanced(): Promise<R>;
  }
}

/** A test of Jest in a sandbox. */
export interface SandboxJestTest {
  (name: string, test: SceneTest<object>, timeoutMs?: number): void;
  /** Runs this one alone. */
  only(name: string, test: SceneTest<object>, timeoutMs?: number): void;
  /** Leaves this one out. */
  skip(name: string, test: SceneTest<object>, timeoutMs?: number): void;
}

/**
 * Makes a `test` whose tests are given a `sandbox` and an `account` of their own, and leave nothing behind. Jest has to run
 * modules as modules: `NODE_OPTIONS=--experimental-vm-modules`.
 */
export function sandboxTest(options: SandboxTestOptions = {}): SandboxJestTest {
  const run = inScenes<object>(options, afterAll);
  const of =
    (define: (name: string, test: () => Promise<void>, timeoutMs?: number) => void) =>
    (name: string, test: SceneTest<object>, timeoutMs?: number) =>
      define(name, () => run(test, {}), timeoutMs);
  return Object.assign(of(base), { only: of(base.only), skip: of(base.skip) });
}
