import { assertOptionNames, assertOptionValues, oneOf } from "../check-options.ts";
import { createTestSandbox, type TestSandbox } from "./create-test-sandbox.ts";
import { assertTestOptions, testOptionNames, type TestSandboxOptions } from "./options.ts";
import { attribute, callingLine } from "./registry.ts";
import type { TestAccount } from "./test-account.ts";

/** How tests of one file are kept apart. */
export interface SandboxTestOptions extends TestSandboxOptions {
  /**
   * `"fork"`, the default, gives each test a sandbox of its own with what the fixtures made: nothing that a test does reaches
   * another. `"account"` gives each test an account of its own in one sandbox: cheaper, but clock, faults, snapshots and
   * reset are everybody's, and the fixtures belong to the default account.
   */
  isolation?: "fork" | "account";
}

/** What a test is given. */
export interface SandboxScene {
  /** The sandbox: the test's own, or with `isolation: "account"` that of all tests of the file. */
  sandbox: TestSandbox;
  /** The account that is the test's own. */
  account: TestAccount;
}

/** Gives each test its scene. The sandbox behind is made when the first test asks. */
export interface ScenePool {
  open(): Promise<SandboxScene & { close(): Promise<void> }>;
  close(): Promise<void>;
}

const sceneOptionNames: Record<keyof SandboxTestOptions, true> = { ...testOptionNames, isolation: true };

/** Makes the pool of one file of tests. Throws a `TypeError` for an option that is none. */
export function createScenePool(given: SandboxTestOptions = {}): ScenePool {
  assertOptionNames(given, sceneOptionNames);
  const { isolation = "fork", ...options } = given;
  assertTestOptions(options);
  assertOptionValues({ isolation }, { isolation: oneOf("fork", "account") });
  // The runner asks for a sandbox, and no line of the test's does.
  const madeAt = callingLine();
  const noted = (sandbox: TestSandbox) => {
    attribute(sandbox.instanceId, madeAt);
    return sandbox;
  };
  let base: Promise<TestSandbox> | undefined;
  let count = 0;
  return {
    open: async () => {
      base ??= createTestSandbox(options).then(noted);
      const shared = await base;
      count += 1;
      if (isolation === "account") {
        const account = await shared.openAccount(`test-${count}`);
        return { sandbox: shared, account, close: () => Promise.resolve() };
      }
      const sandbox = noted(await shared.fork());
      return { sandbox, account: sandbox.account, close: () => sandbox.close() };
    },
    close: async () => {
      await (await base)?.close();
    },
  };
}
