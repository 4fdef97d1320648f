import { AssertionError } from "node:assert";
import { after, test as base, type TestContext, type TestOptions } from "node:test";

import { assertJudged, isSubset, judgeBalanced, judgeDelivered, judgeEmitted, type Verdict } from "./testing/judge.ts";
import type { SandboxTestOptions } from "./testing/pool.ts";
import type { TestView } from "./testing/test-account.ts";
import { inScenes, type SceneTest } from "./testing/wrap-test.ts";

export type { SandboxScene, SandboxTestOptions } from "./testing/pool.ts";
export * from "./testing.ts";

/** What the matchers of other runners are here: functions that reject with an `AssertionError`. */
export const assertSandbox = {
  /** An event of the type happened; of its object all that is given fits. Waits until everything is done. */
  async emitted(seen: TestView, type: string, object?: object): Promise<void> {
    assertJudged(seen);
    settle(await judgeEmitted(seen, type, object, isSubset));
  },
  /** A webhook of the type was delivered to the built-in receiver, and taken. */
  async delivered(seen: TestView, type: string, object?: object): Promise<void> {
    assertJudged(seen);
    settle(await judgeDelivered(seen, type, object, isSubset));
  },
  /** Payments, balances and the ledger agree. */
  async balanced(seen: TestView): Promise<void> {
    assertJudged(seen);
    settle(await judgeBalanced(seen));
  },
  not: {
    /** No such event happened. */
    async emitted(seen: TestView, type: string, object?: object): Promise<void> {
      assertJudged(seen);
      settleNot(await judgeEmitted(seen, type, object, isSubset));
    },
    /** No such webhook was delivered. */
    async delivered(seen: TestView, type: string, object?: object): Promise<void> {
      assertJudged(seen);
      settleNot(await judgeDelivered(seen, type, object, isSubset));
    },
  },
};

function settle({ pass, message }: Verdict): void {
  if (!pass) throw new AssertionError({ message: message() });
}

function settleNot({ pass, message }: Verdict): void {
  if (pass) throw new AssertionError({ message: message() });
}

/** A test of `node:test` in a sandbox; `t` is the runner's own context. */
export interface SandboxNodeTest {
  (name: string, test: SceneTest<{ t: TestContext }>): void;
  (name: string, options: TestOptions, test: SceneTest<{ t: TestContext }>): void;
}

/** Makes a `test` whose tests are given a `sandbox` and an `account` of their own, and leave nothing behind. */
export function sandboxTest(options: SandboxTestOptions = {}): SandboxNodeTest {
  const run = inScenes<{ t: TestContext }>(options, after);
  return (name: string, ...rest: [SceneTest<{ t: TestContext }>] | [TestOptions, SceneTest<{ t: TestContext }>]) => {
    const [testOptions, test] = rest.length === 1 ? [{}, rest[0]] : rest;
    // The runner waits for it by itself.
    void base(name, testOptions, (t) => run(test, { t }));
  };
}
