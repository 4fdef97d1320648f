import { copyFileSync, existsSync } from "node:fs";

import { expect, test } from "vitest";

import { frozenAt, startSandbox, temporaryFile } from "../support/sandbox.ts";

const day = 24 * 3600;

test("a clock that stood still does so after a restart, where it has come to", async () => {
  const file = temporaryFile();
  const first = await startSandbox({ file });
  await first.clock.advance(100 * day);
  const older = await first.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await first.close();

  const again = await startSandbox({ file });
  expect(again.clock.now()).toBe(frozenAt + 100 * day);
  const newer = await again.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  expect(newer.created).toBe(older.created);
  await again.close();

  const later = await startSandbox({ file, frozenAt: frozenAt + 200 * day });
  expect(later.clock.now()).toBe(frozenAt + 200 * day);
  await later.close();
  expect(await (await startSandbox({ file, frozenAt: undefined })).client.clock.get()).toMatchObject({
    mode: "frozen",
    now: frozenAt + 200 * day,
  });
});

test("a clock that runs ahead of the wall does so after a restart, and can be stopped there", async () => {
  const file = temporaryFile();
  const first = await startSandbox({ file, frozenAt: undefined });
  await first.clock.advance(100 * day);
  const reached = first.clock.now();
  await first.close();

  const again = await startSandbox({ file, frozenAt: undefined });
  expect(await again.client.clock.get()).toMatchObject({ mode: "wall" });
  expect(again.clock.now()).toBeGreaterThanOrEqual(reached);
  expect(again.clock.now()).toBeLessThan(reached + day);
  await again.close();

  // An instant that has passed is none to stop at.
  const stopped = await startSandbox({ file, frozenAt: reached - day });
  expect(await stopped.client.clock.get()).toMatchObject({ mode: "frozen" });
  expect(stopped.clock.now()).toBeGreaterThanOrEqual(reached);
});

test("a clock that runs ahead of the wall runs with it again after a reset, and one that stands still stands", async () => {
  const ahead = await startSandbox({ frozenAt: undefined });
  await ahead.clock.advance(100 * day);
  const reached = ahead.clock.now();
  await ahead.client.sandbox.reset();
  expect(ahead.clock.now()).toBeLessThan(reached - 99 * day);

  const standing = await startSandbox();
  await standing.clock.advance(day);
  await standing.client.sandbox.reset();
  expect(standing.clock.now()).toBe(frozenAt + day);
});

test("a clock that a restored snapshot has put back stands there after a restart", async () => {
  const file = temporaryFile();
  const first = await startSandbox({ file });
  const { id } = await first.snapshots.save();
  await first.clock.advance(100 * day);
  await first.snapshots.restore(id);
  await first.close();
  expect((await startSandbox({ file })).clock.now()).toBe(frozenAt);
});

test.each(["freeze", "resume"] as const)(
  "what %s answers is there after a restart, however soon the process ends",
  async (move) => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file, frozenAt: move === "freeze" ? undefined : frozenAt });
    const { mode } = await sandbox.clock[move]();
    // What a process leaves behind that is killed here: its files as they stand.
    const left = temporaryFile();
    for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, left + suffix);
    const again = await startSandbox({ file: left, frozenAt: undefined });
    expect(await again.client.clock.get()).toMatchObject({ mode });
  },
);
