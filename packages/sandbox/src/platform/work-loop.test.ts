import { describe, expect, onTestFinished, test, vi } from "vitest";

import { nextTurn } from "./turn.ts";
import { limits } from "./limits.ts";
import { createWorkLoop } from "./work-loop.ts";

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};
const noFailure = (cause: unknown) => {
  throw cause;
};

describe("a work loop", () => {
  test("does nothing before it is started, and nothing after it is stopped", async () => {
    let rounds = 0;
    const loop = createWorkLoop({ round: async () => ++rounds < 0, onFailure: noFailure });
    loop.wake();
    await settle();
    expect(rounds).toBe(0);
    loop.start();
    await loop.stop();
    expect([rounds, loop.isRunning]).toEqual([1, false]);
    loop.wake();
    await settle();
    expect(rounds).toBe(1);
  });

  test("goes on while there is more to do, and then is idle once", async () => {
    let left = 3;
    let idle = 0;
    const loop = createWorkLoop({ round: async () => --left > 0, onIdle: () => (idle += 1), onFailure: noFailure });
    loop.start();
    await loop.underWay();
    expect([left, idle, loop.underWay()]).toEqual([0, 1, undefined]);
  });

  test("that is woken during a round does one more, never two at a time", async () => {
    const gates: PromiseWithResolvers<boolean>[] = [];
    const loop = createWorkLoop({
      round: () => {
        const gate = Promise.withResolvers<boolean>();
        gates.push(gate);
        return gate.promise;
      },
      onFailure: noFailure,
    });
    loop.start();
    loop.wake();
    loop.wake();
    await settle();
    expect(gates).toHaveLength(1);
    gates[0]?.resolve(false);
    await settle();
    expect(gates).toHaveLength(2);
    gates[1]?.resolve(false);
    await loop.underWay();
    expect(gates).toHaveLength(2);
  });

  test("tells the end of each round, also while there is no end of them", async () => {
    let rounds = 0;
    const loop = createWorkLoop({
      round: async () => {
        await nextTurn();
        return ++rounds > 0;
      },
      onFailure: noFailure,
    });
    loop.start();
    await loop.roundEnd();
    expect(rounds).toBe(1);
    await loop.roundEnd();
    expect(rounds).toBe(2);
    await loop.stop();
  });

  test("whose round failed tells why, and tries again a little later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const failures: unknown[] = [];
    let rounds = 0;
    const loop = createWorkLoop({
      round: async () => {
        if (++rounds === 1) throw new Error("planted");
        return false;
      },
      onFailure: (cause) => failures.push(cause),
    });
    loop.start();
    await loop.underWay();
    expect([rounds, failures]).toEqual([1, [new Error("planted")]]);
    vi.advanceTimersByTime(limits.defectRetryMs);
    await loop.underWay();
    expect([rounds, failures.length]).toEqual([2, 1]);
  });

  test("that is stopped after a failure does not try again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let rounds = 0;
    const round = async () => {
      rounds += 1;
      throw new Error("planted");
    };
    const loop = createWorkLoop({ round, onFailure: () => {} });
    loop.start();
    await loop.stop();
    vi.advanceTimersByTime(10 * limits.defectRetryMs);
    await settle();
    expect(rounds).toBe(1);
  });
});
