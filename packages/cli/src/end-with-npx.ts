import { readFileSync } from "node:fs";

import { signalCode, stop } from "./interrupt.ts";

const lookEveryMs = 500;

/**
 * Ends the command once the `npx` that runs it has ended. `npx` passes a signal on only to the shell between them, which dies
 * and leaves the command without a parent.
 */
export function endWithNpx(env: NodeJS.ProcessEnv = process.env): void {
  const isOwn = env["npm_lifecycle_event"] === "npx" && /\bmicro\b/.test(env["npm_lifecycle_script"] ?? "");
  if (!isOwn) return;
  // The processes between this one and `npx`: its shell, and below that the script that may stand for `node`.
  const { ppid } = process;
  const above = parentOfShell(ppid);
  const isGone = () => {
    if (process.ppid !== ppid) return true;
    const now = parentOfShell(ppid);
    // Where it cannot be read for once, such as when no file descriptor is free, it has not changed.
    return above !== undefined && now !== undefined && now !== above;
  };
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    stop(signalCode("SIGTERM"));
  }, lookEveryMs);
  timer.unref();
}

/** Undefined above `npx` itself, whose parent may go and leave it running, and where the system does not say. */
function parentOfShell(pid: number): string | undefined {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("npm ")) return undefined;
    // After the name, which may hold anything, follow the state and the parent.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
  } catch {
    return undefined;
  }
}
