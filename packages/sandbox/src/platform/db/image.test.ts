import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

/** How many bytes the system takes at once, and whether the disk is full in the end. */
let bytesAtOnce = Infinity;
let isFull = false;
async function loadImages() {
  vi.resetModules();
  vi.doMock(import("node:fs"), async (original) => {
    const fs = await original();
    const writeSync = ((handle: number, bytes: Buffer) => {
      return fs.writeSync(handle, bytes, 0, Math.min(bytes.length, bytesAtOnce));
    }) as typeof fs.writeSync;
    const fsyncSync: typeof fs.fsyncSync = (handle) => {
      if (isFull) throw new Error("ENOSPC");
      fs.fsyncSync(handle);
    };
    return { ...fs, writeSync, fsyncSync };
  });
  try {
    return await import("./image.ts");
  } finally {
    vi.doUnmock("node:fs");
    vi.resetModules();
  }
}

const { imageOf, imageOfSchema, openConnection, replaceFile } = await loadImages();
const image = imageOfSchema("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('new')");
let file: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "micro-image-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, "sandbox.db");
  bytesAtOnce = Infinity;
  isFull = false;
});

test("a file is replaced by all of an image, also where the system takes a part of it at once", () => {
  bytesAtOnce = 1000;
  replaceFile(file, openConnection(file), image);
  expect(readFileSync(file).equals(image)).toBe(true);
  const db = openConnection(file);
  expect(db.prepare("SELECT a FROM t").pluck().all()).toEqual(["new"]);
  db.close();
});

test("a file that cannot be replaced stays, and nothing is left beside it", () => {
  const db = openConnection(file);
  db.exec("CREATE TABLE t (a TEXT)");
  const before = imageOf(db);
  isFull = true;
  expect(() => replaceFile(file, db, image)).toThrow("ENOSPC");
  expect(imageOf(db).equals(before)).toBe(true);
  expect(existsSync(`${file}.new`)).toBe(false);
  db.close();
});
