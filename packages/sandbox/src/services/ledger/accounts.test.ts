import type { Client } from "@micro/sdk";
import { beforeEach, describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { move, openBook, type Book } from "../../../test/support/book.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventTypesOf, newestSeq } from "../../../test/support/look.ts";
import { frozenAt, startSandbox } from "../../../test/support/sandbox.ts";
import type { Sandbox } from "../../index.ts";

let sandbox: Sandbox;
let client: Client;
let book: Book;
beforeEach(async () => {
  sandbox = await startSandbox();
  ({ client } = sandbox);
  book = openBook(client);
});

describe("a name and a code", () => {
  test("are unique among the accounts of one holder", async () => {
    const account = { name: "Wallet", type: "liability", code: "liabilities:wallet" } as const;
    await client.ledgerAccounts.create({ ...account, user_id: "anna" });
    await client.ledgerAccounts.create({ ...account, user_id: "ben" });
    await client.ledgerAccounts.create(account);
    const again = (fields: object) =>
      failureOf(client.ledgerAccounts.create({ ...account, user_id: "anna", ...fields }));
    expect(await again({ name: "Other" })).toMatchObject({ status: 409, code: "account_code_taken", param: "code" });
    expect(await again({ code: "liabilities:other" })).toMatchObject({
      status: 409,
      code: "account_name_taken",
      param: "name",
    });
    expect((await client.ledgerAccounts.list({ user_id: "anna" })).data).toHaveLength(1);
  });

  test("name an account of one's own wherever its id does: the same content under a reference, kept by the id", async () => {
    const cash = await book.open("asset", { code: "assets:cash", min_balance: 0 });
    const sales = await book.open("revenue", { code: "revenue:sales" });
    const byCode = { reference_id: "r", entries: move("assets:cash", "revenue:sales", 5) };
    const recorded = await client.ledgerTransactions.create(byCode);
    expect(recorded.entries.map(({ account_id: id }) => id)).toEqual([cash, sales]);
    const byId = { reference_id: "r", entries: move(cash, "revenue:sales", 5) };
    expect((await client.ledgerTransactions.create(byId)).id).toBe(recorded.id);

    const tooMuch = (debit: string, credit: string) =>
      failureOf(client.ledgerTransactions.create({ reference_id: "no", entries: move(debit, credit, 50) }));
    expect(await tooMuch("revenue:sales", "assets:cash")).toMatchObject({ code: "balance_insufficient" });
    expect((await tooMuch(sales, cash)).message).toContain("stays failed");

    for (const atomic of [true, false]) {
      const transactions = [{ reference_id: `batch ${atomic}`, entries: move("assets:cash", sales, 1) }];
      expect(await client.ledgerTransactions.createBatch({ transactions, atomic })).toMatchObject({ recorded: 1 });
    }

    expect((await client.ledgerAccounts.get("assets:cash")).balance).toBe(7);
    expect(await client.ledgerAccounts.statement("assets:cash")).toMatchObject({
      account_id: cash,
      closing_balance: 7,
    });
    expect((await client.ledgerAccounts.entries("assets:cash")).data).toHaveLength(3);
    expect((await client.ledgerAccounts.update("assets:cash", { name: "Till" })).id).toBe(cash);
    expect(await client.ledgerAccounts.close("assets:cash")).toMatchObject({ id: cash, status: "closed" });
    expect(await client.ledgerAccounts.reopen("assets:cash")).toMatchObject({ id: cash, status: "open" });
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("name nothing where a user holds the account, or somebody else has it", async () => {
    const sales = await book.open("revenue");
    await book.open("liability", { code: "liabilities:wallet", user_id: "anna" });
    const other = clientOf(sandbox, (await (await registerMember(sandbox, "bob@example.test")).createKey()).key);
    await openBook(other).open("asset", { code: "assets:foreign" });
    const seq = await newestSeq(client);
    for (const code of ["liabilities:wallet", "assets:foreign", "assets:misspelt"]) {
      const entries = move(sales, code, 5);
      const refused = { status: 404, code: "resource_missing", param: "entries[1].account_id" };
      expect(await failureOf(client.ledgerTransactions.create({ reference_id: "r", entries }))).toMatchObject(refused);
      const batch = client.ledgerTransactions.createBatch({ transactions: [{ reference_id: "r", entries }] });
      expect(await failureOf(batch)).toMatchObject({ ...refused, param: "transactions[0].entries[1].account_id" });
      expect(await codeOf(client.ledgerAccounts.get(code))).toBe("resource_missing");
    }
    expect(await newestSeq(client)).toBe(seq);
  });

  test("make a tree whose branches sum what is below them", async () => {
    const open = (code: string) => book.open("asset", { code, name: code });
    const [usd, eur] = [await open("assets:processor:usd"), await open("assets:processor:eur")];
    const cash = await open("assets:cash");
    await book.move(usd, cash, 30);
    await book.move(eur, cash, 12);
    const { nodes } = await client.ledger.tree();
    expect(nodes.map(({ code, depth, balances }) => [code, depth, balances[0]?.debit, balances[0]?.credit])).toEqual([
      ["assets", 0, 0, 0],
      ["assets:cash", 1, 0, 42],
      ["assets:processor", 1, 42, 0],
      ["assets:processor:eur", 2, 12, 0],
      ["assets:processor:usd", 2, 30, 0],
    ]);
    expect((await client.ledger.tree({ under: "assets:processor" })).nodes).toHaveLength(3);
    const below = await client.ledgerAccounts.list({ under: "assets:processor" });
    expect(below.data.map(({ id }) => id)).toEqual([eur, usd]);
  });
});

describe("the limits of an account", () => {
  test.each(["asset", "liability"] as const)("hold on the normal side of an account of type %s", async (type) => {
    const account = await book.open(type, { min_balance: -20, max_balance: 50 });
    const other = await book.open("equity");
    const grow = (amount: number) => (type === "asset" ? move(account, other, amount) : move(other, account, amount));
    let count = 0;
    const record = (amount: number, reference = `r ${++count}`) =>
      client.ledgerTransactions.create({ reference_id: reference, entries: grow(amount) });
    expect(await codeOf(record(-21, "low"))).toBe("balance_below_minimum");
    await record(-20);
    await record(70);
    expect(await failureOf(record(1, "high"))).toMatchObject({
      code: "balance_above_maximum",
      param: type === "asset" ? "entries[0].amount" : "entries[1].amount",
    });
    // Now there would be room for both.
    await record(-1, "between");
    expect((await failureOf(record(-21, "low"))).message).toContain("stays failed");
    expect((await failureOf(record(1, "high"))).message).toContain("stays failed");
    await record(1);
    expect(await client.ledgerAccounts.get(account)).toMatchObject({
      allow_negative: true,
      min_balance: -20,
      max_balance: 50,
      balance: 50,
    });
  });

  test.each([
    [{ allow_negative: true, min_balance: 0 }, "min_balance"],
    [{ allow_negative: false, min_balance: -1 }, "min_balance"],
    [{ min_balance: 5, max_balance: 4 }, "max_balance"],
    [{ max_balance: -1 }, "max_balance"],
  ])("that contradict each other are refused: %o", async (limits, param) => {
    const failure = await failureOf(client.ledgerAccounts.create({ name: "a", type: "asset", ...limits }));
    expect(failure).toMatchObject({ code: "parameter_invalid", param });
    expect((await client.ledgerAccounts.list()).data).toEqual([]);
  });
});

describe("a closed account", () => {
  test("refuses entries, holds and reversals until it is opened again", async () => {
    const [a, b] = [await book.open("asset"), await book.open("asset")];
    const earlier = await book.move(a, b, 5);
    expect(await client.ledgerAccounts.close(b)).toMatchObject({ status: "closed", closed_at: frozenAt, balance: -5 });
    const after = await newestSeq(client);
    const refused = { code: "account_closed", param: "entries[1].account_id" };
    expect(await failureOf(book.move(a, b, 1))).toMatchObject(refused);
    expect(await failureOf(book.move(a, b, 1, { pending: true }))).toMatchObject(refused);
    expect(await failureOf(client.ledgerTransactions.reverse(earlier.id))).toMatchObject(refused);
    expect(await codeOf(client.ledgerAccounts.close(b))).toBe("account_closed");
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect(await client.ledgerAccounts.reopen(b)).toMatchObject({ status: "open", closed_at: null });
    expect(await codeOf(client.ledgerAccounts.reopen(b))).toBe("state_conflict");
    await book.move(a, b, 1);
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("is not closed while something is held", async () => {
    const [a, b] = [await book.open("asset"), await book.open("asset")];
    const held = await book.move(a, b, 5, { pending: true });
    // What comes in is held as well as what goes out.
    for (const id of [a, b]) expect(await codeOf(client.ledgerAccounts.close(id))).toBe("account_has_holds");
    await client.ledgerTransactions.void(held.id);
    await client.ledgerAccounts.close(a);
  });
});

describe("an account that is changed", () => {
  test("has another name and other metadata; what it counts stays", async () => {
    const id = await book.open("asset", { code: "assets:cash", metadata: { till: "1", floor: "2" } });
    await book.move(id, await book.open("equity"), 70);
    const before = await client.ledgerAccounts.get(id);
    const after = await newestSeq(client);
    const changed = await client.ledgerAccounts.update(id, { name: "Till", metadata: { till: "", desk: "3" } });
    expect(changed).toEqual({ ...before, name: "Till", metadata: { floor: "2", desk: "3" } });
    expect(await client.ledgerAccounts.get(id)).toEqual(changed);
    expect(await client.ledgerAccounts.update(id, { metadata: {} })).toEqual(changed);
    expect((await client.ledgerAccounts.statement(id)) as unknown).toMatchObject({ name: "Till", closing_balance: 70 });
    expect(await eventTypesOf(client, after)).toEqual([]);
    expect(await client.ledger.verify()).toMatchObject({ valid: true });
  });

  test("gives its name free, and gets none that another has", async () => {
    const [one, two] = [await book.open("asset", { name: "one" }), await book.open("asset", { name: "two" })];
    const { head, links } = await client.ledger.verify();
    expect(await failureOf(client.ledgerAccounts.update(two, { name: "one", metadata: { a: "1" } }))).toMatchObject({
      status: 409,
      code: "account_name_taken",
      param: "name",
    });
    expect(await client.ledgerAccounts.get(two)).toMatchObject({ name: "two", metadata: {} });
    expect(await client.ledger.verify()).toMatchObject({ valid: true, head, links });
    await client.ledgerAccounts.update(one, { name: "three" });
    await client.ledgerAccounts.update(two, { name: "one" });
    await book.open("asset", { name: "two" });
  });

  test("may be closed, but not another's, and nothing else of it can be changed", async () => {
    const id = await book.open("asset");
    await client.ledgerAccounts.close(id);
    expect(await client.ledgerAccounts.update(id, { name: "old" })).toMatchObject({ name: "old", status: "closed" });
    const member = await registerMember(sandbox, "other@example.test");
    const other = clientOf(sandbox, (await member.createKey()).key);
    expect(await codeOf(other.ledgerAccounts.update(id, { name: "mine" }))).toBe("resource_missing");
    const body = { type: "liability", max_balance: 5 };
    const answer = client.request("POST", `/ledger/accounts/${id}`, { body });
    expect(await codeOf(answer)).toBe("parameter_unknown");
    expect(await client.ledgerAccounts.get(id)).toMatchObject({ name: "old", type: "asset", max_balance: null });
  });
});

describe("the accounts that payments post to", () => {
  test.each([
    [{ code: "assets:bank:usd", name: "My bank" }, "code"],
    [{ code: "revenue:sales:jpy", name: "Umsatz", type: "expense" as const }, "code"],
    [{ code: "assets:other", name: "Bank (USD)" }, "name"],
    [{ name: "Sales (EUR)" }, "name"],
  ])("are not opened by anyone else: %o", async (fields, param) => {
    const failure = await failureOf(client.ledgerAccounts.create({ type: "asset", ...fields }));
    expect(failure).toMatchObject({ status: 409, code: "account_reserved", param });
    expect((await client.ledgerAccounts.list()).data).toEqual([]);
    expect(await client.ledger.verify()).toMatchObject({ links: 0 });
  });

  test("are opened by the first payment, and cannot be closed or lose their names to others", async () => {
    const own = await book.open("asset");
    expect(await failureOf(client.ledgerAccounts.update(own, { name: "Sales (USD)" }))).toMatchObject({
      code: "account_reserved",
      param: "name",
    });
    const paid = () =>
      client.paymentIntents.create({ amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true });
    await paid();
    const [sales] = (await client.ledgerAccounts.list({ code: "revenue:sales:usd" })).data;
    expect(await failureOf(client.ledgerAccounts.close(sales!.id))).toMatchObject({ code: "account_reserved" });
    expect(await client.ledgerAccounts.update(sales!.id, { name: "Turnover" })).toMatchObject({ name: "Turnover" });
    await paid();
    expect(await client.ledgerAccounts.get(sales!.id)).toMatchObject({ balance: 4000, status: "open" });
  });

  test("leave the same codes and names to the accounts of a holder", async () => {
    const account = { type: "asset", code: "assets:bank:usd", name: "Bank (USD)", user_id: "anna" } as const;
    const { id } = await client.ledgerAccounts.create(account);
    expect(await client.ledgerAccounts.close(id)).toMatchObject({ status: "closed" });
  });

  test("may come from another ledger's journal, and take payments then", async () => {
    const postings = [
      { account: "assets:processor:pending:usd", currency: "usd", amount: 70 },
      { account: "revenue:sales:usd", currency: "usd", amount: -70 },
    ];
    await client.ledger.import({ data: JSON.stringify({ id: "first", date: "2026-11-20", postings }) });
    await client.paymentIntents.create({ amount: 100, currency: "usd", payment_method: "pm_card_visa", confirm: true });
    const [sales] = (await client.ledgerAccounts.list({ code: "revenue:sales:usd" })).data;
    expect(sales).toMatchObject({ balance: 170 });
  });
});

test("an account of somebody else is as missing as one that never was", async () => {
  const member = await registerMember(sandbox, "other@example.test");
  const other = clientOf(sandbox, (await member.createKey()).key);
  const foreign = await openBook(other).open("asset");
  const own = await book.open("asset");
  const codes = [
    await failureOf(book.move(own, foreign, 1)),
    await failureOf(client.ledgerAccounts.get(foreign)),
    await failureOf(client.ledgerAccounts.close(foreign)),
    await failureOf(client.ledgerAccounts.statement(foreign)),
  ].map(({ code, param }) => [code, param]);
  expect(codes).toEqual([
    ["resource_missing", "entries[1].account_id"],
    ["resource_missing", "id"],
    ["resource_missing", "id"],
    ["resource_missing", "id"],
  ]);
  const theirs = await openBook(other).move(foreign, await openBook(other).open("equity"), 5);
  for (const call of ["post", "void", "reverse"] as const) {
    expect(await codeOf(client.ledgerTransactions[call](theirs.id))).toBe("resource_missing");
  }
  expect((await client.ledger.export({ format: "json" })).text).toBe("");
});
