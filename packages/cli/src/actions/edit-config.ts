import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";

import { Abort } from "../abort.ts";
import { readConfigFile } from "../config/file.ts";
import { shortPath } from "../config/paths.ts";
import { isInteractive } from "../output/prompt.ts";

/** Opens the file in the user's editor and waits. Throws where the file is damaged afterwards. */
export async function editConfig(file: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const chosen = [env["VISUAL"], env["EDITOR"]].find((name) => name !== undefined && name.trim() !== "");
  if (!isInteractive() && chosen === undefined) {
    throw new Abort("There is no terminal for an editor.", `Change ${shortPath(file)} by micro config set KEY VALUE.`);
  }
  // Whatever the editor does, the file is its owner's only.
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
  // EDITOR may have flags ("code --wait"): its words are the user's own, the file is one word.
  const editor = chosen ?? (process.platform === "win32" ? "notepad" : "vi");
  const [program = "vi", ...words] = editor.split(/\s+/).filter(Boolean);
  const child = spawn(program, [...words, file], { stdio: "inherit" });
  const ended: unknown[] = await once(child, "exit").catch((cause: unknown) => {
    const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new Abort(`The editor "${editor}" cannot be started${reason}.`, help, { cause });
  });
  if (ended[0] !== 0) throw new Abort(`The editor "${editor}" ended with ${String(ended[0])}.`, help);
  readConfigFile(file);
}

const help = "Set EDITOR to the one you use.";
