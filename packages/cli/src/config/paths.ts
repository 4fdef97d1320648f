import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";

import envPaths from "env-paths";

/** The file that keeps the profiles. */
export const configFile = (flag: string | undefined): string => resolve(flag ?? join(homedir(), ".micro.yaml"));

/** The folder that keeps the sandbox's database, its log and where it runs. */
export const dataDir = (flag: string | undefined): string => resolve(flag ?? envPaths("micro", { suffix: "" }).data);

/** What a command needs besides, to find the sandbox of this folder; nothing where it finds it by itself. */
export function dataDirFlag(folder: string): string {
  if (folder === dataDir(process.env["MICRO_DATA_DIR"])) return "";
  return ` --data-dir ${/^[\w./:\\~-]+$/.test(folder) ? folder : JSON.stringify(folder)}`;
}

/** A path as people write it. */
export function shortPath(path: string): string {
  const home = homedir();
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
