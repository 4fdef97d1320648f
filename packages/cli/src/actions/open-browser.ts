import { spawn } from "node:child_process";
import { once } from "node:events";

/** Whether a browser can be opened where somebody sees it. */
export function hasBrowser(env: NodeJS.ProcessEnv = process.env, platform = process.platform): boolean {
  if (env["SSH_CONNECTION"] !== undefined || env["CI"] !== undefined) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return (env["DISPLAY"] ?? env["WAYLAND_DISPLAY"] ?? "") !== "";
}

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens a page in the user's browser, without a shell in between. Says whether that went well. */
export async function openBrowser(url: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { detached: true, stdio: "ignore" });
  child.unref();
  try {
    await once(child, "spawn");
    return true;
  } catch {
    return false;
  }
}
