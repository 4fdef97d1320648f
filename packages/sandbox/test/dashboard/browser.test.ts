import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";

import type { Sandbox } from "../../src/index.ts";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { startSandbox } from "../support/sandbox.ts";

describe.runIf(hasBrowser)("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(sandbox: Sandbox): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const { token } = await sandbox.client.pageSessions.create();
    await page.goto(`${sandbox.url}/pages/open#token=${token}&to=%2Fdashboard`);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    return { page, problems };
  }

  test("somebody makes a payment, refunds it, and follows it to its event and the ledger", async () => {
    const sandbox = await startSandbox();
    const { page, problems } = await open(sandbox);
    await page.getByRole("link", { name: "Create a payment" }).click();
    await page.getByLabel("amount", { exact: true }).fill("4200");
    await page.getByLabel("currency").selectOption("eur");
    await page.getByText("Optional parameters").click();
    await page.getByLabel("payment_method", { exact: true }).fill("pm_card_visa");
    await page.getByLabel("confirm", { exact: true }).selectOption("true");
    await page.getByRole("button", { name: "Create" }).click();

    await page.getByRole("heading", { name: "Payment intent", exact: true }).waitFor();
    const article = page.getByRole("article");
    expect(await article.textContent()).toContain("42.00 EUR");
    await page.getByRole("link", { name: "Refund", exact: true }).click();
    await page.getByRole("button", { name: "Refund" }).click();
    await page.getByRole("heading", { name: /^Refund$|^Payment intent$/ }).waitFor();
    const [intent] = (await sandbox.client.paymentIntents.list()).data;
    expect((await sandbox.client.refunds.list()).data).toMatchObject([{ amount: 4200, payment_intent: intent!.id }]);

    await page.goto(`${sandbox.url}/dashboard/payment_intents/${intent!.id}`);
    const row = page.getByRole("row").filter({ hasText: "payment.succeeded" });
    await row.getByRole("link").first().click();
    await page.getByRole("heading", { name: "Event", exact: true }).waitFor();
    expect(await article.textContent()).toContain(intent!.id);

    await page.getByRole("link", { name: "Trial balance" }).click();
    expect(await article.textContent()).toMatch(/balanced\s*yes/);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("a list follows what happens, and leaves a form alone that is filled in", async () => {
    const sandbox = await startSandbox();
    const { page, problems } = await open(sandbox);
    await page.goto(`${sandbox.url}/dashboard/customers`);
    await page.getByText("None.").waitFor();
    await sandbox.client.customers.create({ name: "Ada Lovelace" });
    await page.getByRole("cell", { name: "Ada Lovelace" }).waitFor();

    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("email").fill("ada@example.test");
    await sandbox.client.customers.create({ name: "Grace Hopper" });
    await page.waitForTimeout(2500);
    expect(await page.getByLabel("email").inputValue()).toBe("ada@example.test");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("None.").waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});
