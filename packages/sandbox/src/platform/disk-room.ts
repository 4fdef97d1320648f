import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { limits } from "./limits.ts";

/** Whether the disk of a file takes more; without a file there is no disk to fill, and where nobody can tell it is a write that will. */
export async function hasDiskRoom(file: string | undefined): Promise<boolean> {
  if (file === undefined) return true;
  return statfs(dirname(resolve(file))).then(
    ({ bavail, bsize }) => bavail * bsize >= limits.diskFreeBytesMin,
    () => true,
  );
}
