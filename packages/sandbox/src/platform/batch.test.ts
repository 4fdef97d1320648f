import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { createBatch } from "./batch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function collect(options: { batchMax?: number; queueMax?: number } = {}) {
  const written: number[][] = [];
  const batch = createBatch<number>({
    delayMs: 50,
    batchMax: options.batchMax ?? 10,
    queueMax: options.queueMax ?? 100,
    write: (items) => {
      written.push(items);
      return Promise.resolve();
    },
  });
  return { batch, written };
}

describe("a batch", () => {
  test("is written together, once its delay has passed", async () => {
    const { batch, written } = collect();
    batch.add(1);
    await vi.advanceTimersByTimeAsync(30);
    batch.add(2);
    await vi.advanceTimersByTimeAsync(19);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written).toEqual([[1, 2]]);
  });

  test("is written in parts of the largest size, in order", async () => {
    const { batch, written } = collect({ batchMax: 2 });
    for (const item of [1, 2, 3, 4, 5]) batch.add(item);
    await batch.flush();
    expect(written).toEqual([[1, 2], [3, 4], [5]]);
  });

  test("drops what is too much, and says so", async () => {
    const { batch, written } = collect({ queueMax: 2 });
    expect([batch.add(1), batch.add(2), batch.add(3)]).toEqual([true, true, false]);
    await batch.flush();
    expect(written).toEqual([[1, 2]]);
    expect(batch.add(4)).toBe(true);
  });

  test("that is flushed ends, however much comes meanwhile, which is written in its time", async () => {
    const written: number[] = [];
    const batch = createBatch<number>({
      delayMs: 50,
      batchMax: 2,
      queueMax: 100,
      write: (items) => {
        written.push(...items);
        for (const item of items) batch.add(item + 10);
        return Promise.resolve();
      },
    });
    for (const item of [1, 2, 3]) batch.add(item);
    await batch.flush();
    expect(written).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(50);
    expect(written).toEqual([1, 2, 3, 11, 12, 13]);
  });

  test("is written when it is flushed, and no timer is left", async () => {
    const { batch, written } = collect();
    batch.add(1);
    await batch.flush();
    expect(written).toEqual([[1]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that is empty writes nothing", async () => {
    const { batch, written } = collect();
    await batch.flush();
    expect(written).toEqual([]);
  });

  test("takes items while it is being written", async () => {
    const written: number[][] = [];
    let finish = () => {};
    const batch = createBatch<number>({
      delayMs: 50,
      batchMax: 10,
      queueMax: 100,
      write: (items) => {
        written.push(items);
        return new Promise((resolve) => (finish = resolve));
      },
    });
    batch.add(1);
    const first = batch.flush();
    await vi.advanceTimersByTimeAsync(0);
    batch.add(2);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    finish();
    await first;
    await vi.advanceTimersByTimeAsync(50);
    finish();
    expect(written).toEqual([[1], [2]]);
  });
});
