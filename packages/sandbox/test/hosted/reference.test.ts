import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Browser } from "playwright-core";

import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { startSandbox } from "../support/sandbox.ts";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await launchBrowser();
});
afterAll(async () => {
  if (hasBrowser) await browser.close();
});

describe.skipIf(!hasBrowser)("the pages for developers", () => {
  test.for(["/reference", "/auth/device"])("%s fits a telephone, also with everything open", async (path) => {
    const { url } = await startSandbox();
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url + path);
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });

  test("what is said quietly can be read: 4.5 to 1 and more on white", async () => {
    const { url } = await startSandbox();
    const context = await browser.newContext({ colorScheme: "light" });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${url}/reference`);
    const color = await page.evaluate("getComputedStyle(document.querySelector('.quiet')).color");
    const [red = 0, green = 0, blue = 0] =
      String(color)
        .match(/\d+/g)
        ?.map((part) => linear(Number(part) / 255)) ?? [];
    expect(1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

/** A channel's part of the luminance, as WCAG 2 reckons it. */
const linear = (channel: number) => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
