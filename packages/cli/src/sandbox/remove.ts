import { existsSync, rmSync } from "node:fs";

import { Abort } from "../abort.ts";
import { databaseFile, unwritableFolder } from "./folder.ts";

/** Removes the data of a sandbox that does not run. Answers whether there was any. */
export async function removeData(dataDir: string): Promise<boolean> {
  const file = databaseFile(dataDir);
  if (!existsSync(file)) return false;
  await assertUnused(file);
  try {
    for (const suffix of ["-wal", "-shm", ""]) rmSync(file + suffix, { force: true });
  } catch (error) {
    throw unwritableFolder(dataDir, error);
  }
  return true;
}

/** Removing the file of a sandbox that runs would leave that one without its data. */
async function assertUnused(file: string): Promise<void> {
  const { createSandbox, SandboxStartError } = await import("@micro/sandbox");
  try {
    const sandbox = await createSandbox({ file, logLevel: "silent" });
    await sandbox.close();
  } catch (error) {
    // A file that cannot be read is one more reason to remove it.
    if (!(error instanceof SandboxStartError && error.code === "file_in_use")) return;
    throw new Abort(error.message, "Stop the sandbox that uses it, then reset again.", { cause: error });
  }
}
