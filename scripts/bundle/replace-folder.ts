import { mkdirSync, renameSync, rmSync } from "node:fs";

/** Fills a folder aside and puts it in its place when it is whole: somebody may read the old one meanwhile. */
export async function replaceFolder(folder: string, fill: (next: string) => Promise<void>): Promise<void> {
  const [next, old] = [`${folder}.next`, `${folder}.old`];
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  await fill(next);
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(folder, old);
  } catch {
    // There is none yet.
  }
  renameSync(next, folder);
  rmSync(old, { recursive: true, force: true });
}
