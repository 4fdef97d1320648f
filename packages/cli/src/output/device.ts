import type { DeviceCode } from "@micro/sdk";

import { openBrowser } from "../actions/open-browser.ts";
import { err } from "./colours.ts";
import { say } from "./write.ts";

/** Shows the code that the person compares, and opens the page if a browser is at hand. */
export async function showCode(code: DeviceCode, open: boolean): Promise<void> {
  say(`Your code is ${err.bold(code.user_code)}. Approve it on`);
  say(`  ${code.verification_uri_complete}`);
  if (open && !(await openBrowser(code.verification_uri_complete))) say("  (No browser could be opened.)");
  say(err.dim(`Waiting for ${Math.round(code.expires_in / 60)} minutes; ^C to give up.`));
}
