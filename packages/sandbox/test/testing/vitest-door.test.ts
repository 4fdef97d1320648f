import { describe, expect } from "vitest";

import { sandboxTest } from "../../src/vitest.ts";

const pay = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;

describe.each(["fork", "account"] as const)("isolation by %s", (isolation) => {
  const test = sandboxTest({ isolation, seed: "doors", clock: "2027-01-15T08:00:00Z" });

  test("a test sees what it did itself", async ({ account }) => {
    await account.client.paymentIntents.create(pay);
    await expect(account).toHaveEmitted("payment.succeeded");
    await expect(account).toHaveEmitted("payment.succeeded", { amount: 2000, currency: expect.any(String) as string });
    await expect(account).toHaveDelivered("payment.succeeded", { amount: 2000 });
    await expect(account).not.toHaveEmitted("payment.succeeded", { amount: 2001 });
    await expect(account).toBeBalanced();
  });

  test("and nothing of what the test before did", async ({ account }) => {
    await expect(account).not.toHaveEmitted("payment.succeeded");
    await expect(account).not.toHaveDelivered("payment.succeeded");
    expect(await account.events.list()).toEqual([]);
    expect((await account.client.paymentIntents.list()).data).toEqual([]);
  });

  test("an account has its own secret, and answers its own webhooks", async ({ account, sandbox }) => {
    const other = await sandbox.openAccount("other");
    account.webhooks.answer(500);
    await account.client.paymentIntents.create(pay);
    await other.client.paymentIntents.create(pay);
    await expect(account).not.toHaveDelivered("payment.succeeded");
    await expect(other).toHaveDelivered("payment.succeeded");
    expect(account.webhooks.secret).not.toBe(other.webhooks.secret);
  });
});

describe("what a matcher says", () => {
  const test = sandboxTest();

  test("names what was there instead", async ({ sandbox }) => {
    await expect(expect(sandbox).toHaveEmitted("payment.failed")).rejects.toThrow(
      "payment.failed was expected to be emitted.\nThere was nothing at all.",
    );
    await sandbox.client.paymentIntents.create(pay);
    await expect(expect(sandbox).toHaveEmitted("payment.failed")).rejects.toThrow(
      /There was only: .*payment\.succeeded/,
    );
    await expect(expect(sandbox).toHaveDelivered("payment.succeeded", { amount: 1 })).rejects.toThrow(/amount: 2000/);
    await expect(expect(sandbox).not.toHaveEmitted("payment.succeeded")).rejects.toThrow(
      "was expected not to be emitted",
    );
    await expect(expect(sandbox).not.toBeBalanced()).rejects.toThrow("expected not to agree");
  });

  test("refuses a type that there is none of, also where nothing is expected of it", async ({ sandbox }) => {
    for (const type of ["payment.suceeded", "payment.*"]) {
      const message = `There is no event of the type '${type}'`;
      await expect(expect(sandbox).not.toHaveEmitted(type)).rejects.toThrow(message);
      await expect(expect(sandbox).not.toHaveDelivered(type)).rejects.toThrow(message);
    }
    await expect(sandbox).not.toHaveDelivered("payment_intent.succeeded");
    await expect(expect(sandbox).not.toHaveEmitted("payment_intent.succeeded")).rejects.toThrow("There is no event");
  });

  test("says that the receiver refused", async ({ sandbox }) => {
    sandbox.webhooks.answer(500);
    await sandbox.client.paymentIntents.create({ amount: 1000, currency: "usd" });
    await expect(expect(sandbox).toHaveDelivered("payment.created")).rejects.toThrow("refused 1 of them");
  });

  test("refuses what is no sandbox, also when it is negated", async () => {
    await expect(expect({}).not.toHaveEmitted("payment.failed")).rejects.toThrow("Give a test sandbox");
    await expect(expect(undefined).toBeBalanced()).rejects.toThrow("Give a test sandbox");
  });
});

describe("fixtures", () => {
  const test = sandboxTest({ fixtures: ({ client }) => client.customers.create({ email: "ada@example.com" }) });

  for (const turn of [1, 2]) {
    test(`are there once for each test, however often one is run (${turn})`, async ({ sandbox }) => {
      expect((await sandbox.client.customers.list()).data).toMatchObject([{ email: "ada@example.com" }]);
      await sandbox.client.customers.create({ email: "bob@example.com" });
    });
  }
});

describe("accounts of a fork", () => {
  const test = sandboxTest({ accounts: ["shop"] });

  test("are those of the sandbox that it comes from", async ({ sandbox }) => {
    await sandbox.accounts["shop"]!.client.paymentIntents.create(pay);
    await expect(sandbox.accounts["shop"]).toHaveDelivered("payment.succeeded");
    await expect(sandbox).not.toHaveEmitted("payment.succeeded");
  });
});
