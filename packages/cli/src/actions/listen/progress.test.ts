import * as fc from "fast-check";
import { expect, test } from "vitest";

import { trackProgress } from "./progress.ts";

function track(seqs: readonly number[]) {
  const acks: number[] = [];
  const progress = trackProgress((seq) => acks.push(seq));
  const finishers = new Map(seqs.map((seq) => [seq, progress.begin(seq)]));
  return { acks, progress, finish: (seq: number) => finishers.get(seq)?.() };
}

test("an event that finishes early is acknowledged with the one before it", () => {
  const { acks, progress, finish } = track([4, 5, 6]);
  finish(6);
  finish(5);
  expect(acks).toEqual([]);
  finish(4);
  expect(acks).toEqual([6]);
  expect(progress.openCount).toBe(0);
});

test("an event of another history is not taken for one of this", () => {
  const { acks, progress, finish } = track([1, 2]);
  progress.restart();
  finish(2);
  expect(acks).toEqual([]);
  const finishNew = progress.begin(1);
  finish(1);
  expect(acks).toEqual([]);
  expect(progress.openCount).toBe(1);
  finishNew();
  expect(acks).toEqual([1]);
});

test("in whatever order events finish, nothing unfinished is acknowledged and the last ack covers all", () => {
  const runs = fc
    .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 })
    .map((seqs) => seqs.toSorted((a, b) => a - b))
    .chain((seqs) =>
      fc.record({ seqs: fc.constant(seqs), order: fc.shuffledSubarray(seqs, { minLength: seqs.length }) }),
    );
  fc.assert(
    fc.property(runs, ({ seqs, order }) => {
      const open = new Set(seqs);
      const { acks, finish } = track(seqs);
      for (const seq of order) {
        open.delete(seq);
        finish(seq);
        expect([...open].every((unfinished) => unfinished > (acks.at(-1) ?? 0))).toBe(true);
      }
      expect(acks).toEqual(acks.toSorted((a, b) => a - b));
      expect(acks.at(-1)).toBe(seqs.at(-1));
    }),
  );
});
