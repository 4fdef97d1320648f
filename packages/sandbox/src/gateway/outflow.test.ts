import { expect, test, vi } from "vitest";

import { limits } from "../platform/limits.ts";
import { createOutflow } from "./outflow.ts";

test("a frame is written once for all streams, and again once it is forgotten", () => {
  const outflow = createOutflow();
  const write = vi.fn(() => "x".repeat(limits.streamFramesBytesMax / 2));
  const first = outflow.frame("first", write);
  expect(outflow.frame("first", write)).toBe(first);
  outflow.frame("second", write);
  expect(write).toHaveBeenCalledTimes(2);
  outflow.frame("third", write);
  expect(outflow.frame("first", write)).not.toBe(first);
});

test("where all leave too much unread together, those with the most are given up", () => {
  const outflow = createOutflow(100);
  const given: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => outflow.open(() => given.push(name)));
  a!.add(30);
  const read = b!.add(40);
  c!.add(30);
  expect(given).toEqual([]);
  read();
  a!.add(40);
  expect(given).toEqual([]);
  c!.add(1);
  expect(given).toEqual(["a"]);
  b!.add(69);
  expect(given).toEqual(["a"]);
  b!.add(1);
  expect(given).toEqual(["a", "b"]);
});

test("what a stream that has ended had unread does not count, nor that it leaves later", () => {
  const outflow = createOutflow(100);
  const giveUp = vi.fn();
  const ended = outflow.open(giveUp);
  const left = ended.add(90);
  ended.close();
  left();
  const other = outflow.open(giveUp);
  other.add(100);
  expect(giveUp).not.toHaveBeenCalled();
  other.add(1);
  expect(giveUp).toHaveBeenCalledOnce();
});
