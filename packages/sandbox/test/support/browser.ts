import { existsSync } from "node:fs";

import { chromium, type Browser } from "playwright-core";

/** Where Debian puts its Chromium; another one by `CHROMIUM_PATH`. */
const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Whether there is a browser to test with. */
export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) {
  process.stderr.write(`No browser at ${executablePath}: the tests of the hosted pages are skipped.\n`);
}

/** Starts the browser, without its talk to the outside. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
