import { spawn } from "node:child_process";

import { Abort, UsageError } from "../abort.ts";
import type { Connection } from "../config/connection.ts";
import { parseEach } from "../params/one-of.ts";

/** What can be opened, and where in the sandbox it is. */
export const destinations = { dashboard: "/dashboard", docs: "/reference", api: "/openapi.json" } as const;

export type Destination = keyof typeof destinations;

/** Where the browser was sent. */
export interface Opened {
  url: string;
  opened: boolean;
}

/** Reads what is to be opened; anything else is told what there is. */
export function parseDestination(text: string): Destination {
  const [found] = parseEach([text], Object.keys(destinations) as Destination[], "page");
  if (found === undefined) throw new UsageError(`There is no page "${text}".`);
  return found;
}

/** Opens a page of the sandbox, if it has it. */
export async function openInBrowser(connection: Connection, what: Destination, really: boolean): Promise<Opened> {
  const url = connection.baseUrl.value + destinations[what];
  if (!really) return { url, opened: false };
  const answer = await fetch(url, { redirect: "manual" }).catch((cause: unknown) => {
    throw new Abort(`Nothing answers at ${connection.baseUrl.value}.`, "Start a sandbox with micro sandbox start.", {
      cause,
    });
  });
  await answer.body?.cancel();
  if (answer.status === 404) {
    throw new Abort(`This sandbox has no ${what}: ${url} is not found.`, "docs/ in the repository has the pages.");
  }
  return { url, opened: await launch(url) };
}

/** Hands the URL to the system. It is one argument of the opener, never a line of a shell. */
function launch(url: string): Promise<boolean> {
  const [program, ...args] = openerOf(process.platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true, windowsHide: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === "darwin") return ["open"];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler"] : ["xdg-open"];
}
