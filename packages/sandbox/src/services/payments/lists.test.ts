import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { failureOf } from "../../../test/support/failure.ts";
import { newestSeq } from "../../../test/support/look.ts";
import { authorize, pay } from "../../../test/support/payments.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";

describe("a search", () => {
  test("finds payment intents by their fields, newest first, page by page", async () => {
    const { client } = await startSandbox();
    const made = [];
    for (const [index, currency] of (["usd", "eur", "usd", "usd"] as const).entries()) {
      made.push(
        await client.paymentIntents.create({
          amount: 1000 * (index + 1),
          currency,
          description: `Order ${index} at 100%`,
          metadata: { order: String(index), "it's": `"${index}"` },
        }),
      );
    }
    const paid = await client.paymentIntents.confirm(made[3]!.id, { payment_method: "pm_card_visa" });
    const find = async (query: string) =>
      (await client.paymentIntents.search({ query })).data.map(({ metadata }) => metadata["order"]);
    expect(await find(`status:'succeeded' AND amount>1000`)).toEqual(["3"]);
    expect(await find(`currency:'usd'`)).toEqual(["3", "2", "0"]);
    expect(await find(`-currency:'usd'`)).toEqual(["1"]);
    expect(await find(`amount>=2000 amount<4000`)).toEqual(["2", "1"]);
    expect(await find(`amount:1000 OR amount:4000`)).toEqual(["3", "0"]);
    expect(await find(`amount>'3000'`)).toEqual(["3"]);
    expect(await find(`metadata['order']:'2'`)).toEqual(["2"]);
    expect(await find(`metadata['it\\'s']:'"1"'`)).toEqual(["1"]);
    expect(await find(`metadata['other']:null`)).toHaveLength(4);
    expect(await find(`-metadata['order']:null`)).toHaveLength(4);
    expect(await find(`description~'order 2'`)).toEqual(["2"]);
    expect(await find(`description~'100%'`)).toHaveLength(4);
    expect(await find(`description~'1_0'`)).toEqual([]);
    expect(await find(`customer:null`)).toHaveLength(4);
    expect(await find(`-customer:'cus_x'`)).toHaveLength(4);

    const first = await client.paymentIntents.search({ query: "amount>0", limit: 3 });
    expect(first).toMatchObject({ object: "search_result", has_more: true, next_page: made[1]!.id });
    const second = await client.paymentIntents.search({ query: "amount>0", limit: 3, page: first.next_page! });
    expect(second).toMatchObject({ has_more: false, next_page: null, data: [{ id: made[0]!.id }] });
    expect(first.data[0]).toEqual(paid);
  });

  test.each([
    ["secret:'x'", "cannot be searched"],
    ["realm:1", "cannot be searched"],
    ["__proto__:'x'", "cannot be"],
    ["status>'a'", "takes :"],
    ["amount~'100'", "takes :"],
    ["amount:'many'", "is a whole number"],
    ["metadata:'x'", "Name the key"],
    ["status['x']:'y'", "has no keys"],
    ["description~'ab'", "at least three"],
  ])("for %s is refused", async (query, message) => {
    const { client } = await startSandbox();
    const failure = await failureOf(client.paymentIntents.search({ query }));
    expect(failure).toMatchObject({ status: 400, code: "parameter_invalid", param: "query" });
    expect(failure.message).toContain(message);
  });

  test("finds charges, refunds, disputes and customers too, each account its own", async () => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    const customer = await client.customers.create({ email: "Ada@Example.test", name: "Ada" });
    const intent = await pay(client, "pm_card_visa", { customer: customer.id });
    const refund = await client.refunds.create({ payment_intent: intent.id, amount: 500, reason: "duplicate" });
    const dispute = await client.disputes.create({ charge: intent.latest_charge! });
    const ids = async (found: PromiseLike<{ data: { id: string }[] }>) => (await found).data.map(({ id }) => id);
    expect(await ids(client.charges.search({ query: `customer:'${customer.id}'` }))).toEqual([intent.latest_charge]);
    expect(await ids(client.refunds.search({ query: "reason:'duplicate' AND amount<501" }))).toEqual([refund.id]);
    expect(await ids(client.disputes.search({ query: "status:'needs_response'" }))).toEqual([dispute.id]);
    expect(await ids(client.customers.search({ query: "email:'ada@example.test'" }))).toEqual([customer.id]);
    expect(await ids(client.customers.search({ query: "name~'Grace'" }))).toEqual([]);

    const { createKey } = await registerMember(sandbox, "other@example.test");
    const other = clientOf(sandbox, (await createKey()).key);
    expect(await ids(other.customers.search({ query: "name~'Ada'" }))).toEqual([]);
    const foreign = other.customers.search({ query: "name~'Ada'", page: customer.id });
    expect(await failureOf(foreign)).toMatchObject({ code: "parameter_invalid", param: "page" });
  });
});

describe("expand", () => {
  test("puts resources in the place of their ids, as deep as asked, in answers of every kind", async () => {
    const { client } = await startSandbox();
    const customer = await client.customers.create({ name: "Ada" });
    const intent = await client.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      customer: customer.id,
      payment_method: "pm_card_visa",
      confirm: true,
      expand: ["customer", "latest_charge.balance_transaction", "payment_method"],
    });
    expect(intent).toMatchObject({
      customer: { object: "customer", name: "Ada" },
      latest_charge: { object: "charge", balance_transaction: { object: "balance_transaction", net: 1912 } },
      payment_method: { object: "payment_method", card: { last4: "4242" } },
    });
    const list = await client.paymentIntents.list({ expand: ["data.customer"] });
    expect(list.data).toMatchObject(
      [{ customer: { id: customer.id }, payment_method: intent.payment_method }].map(({ customer }) => ({ customer })),
    );
    const found = await client.paymentIntents.search({ query: "amount>0", expand: ["data.latest_charge.customer"] });
    expect(found.data).toMatchObject([{ latest_charge: { customer: { id: customer.id } } }]);
    const read = await client.paymentIntents.get(intent.id, { expand: ["customer.default_payment_method"] });
    expect(read).toMatchObject({ customer: { id: customer.id, default_payment_method: null } });
  });

  test.each([
    [["nothing"], "cannot be expanded"],
    [["amount"], "cannot be expanded"],
    [["customer.nothing"], "cannot be expanded"],
    [["__proto__"], "cannot be expanded"],
    [["latest_charge.payment_intent.latest_charge.payment_intent.latest_charge"], "levels deep"],
  ])("of %j is refused before anything is done", async (expand, message) => {
    const { client } = await startSandbox();
    const before = await newestSeq(client);
    const failure = await failureOf(client.paymentIntents.create({ amount: 2000, currency: "usd", expand }));
    expect(failure).toMatchObject({ status: 400, code: "parameter_invalid", param: "expand[0]" });
    expect(failure.message).toContain(message);
    expect(await newestSeq(client)).toBe(before);
  });

  test("in a list begins with `data.`", async () => {
    const { client } = await startSandbox();
    expect(await failureOf(client.charges.list({ expand: ["customer"] }))).toMatchObject({ param: "expand[0]" });
  });
});

test("charges are listed by customer and status, with stable cursors", async () => {
  const { client } = await startSandbox();
  const customer = await client.customers.create();
  for (let count = 0; count < 3; count++) await pay(client, "pm_card_visa", { customer: customer.id });
  await authorize(client);
  const page = await client.charges.list({ customer: customer.id, limit: 2 });
  expect(page.data).toHaveLength(2);
  expect(page.has_more).toBe(true);
  const rest = await client.charges.list({ customer: customer.id, starting_after: page.data[1]!.id });
  expect(rest.data).toHaveLength(1);
});
