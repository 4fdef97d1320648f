import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { eventTypesOf, newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

test("a coupon is redeemed as a customer is created or changed, and null ends its discount", async () => {
  const { client } = await startSandbox();
  const [one, two] = [
    await client.coupons.create({ percent_off: "20" }),
    await client.coupons.create({ percent_off: "30" }),
  ];
  const code = await client.promotionCodes.create({ coupon: two.id });
  const seq = await newestSeq(client);
  const { id } = await client.customers.create({ name: "Ann", coupon: one.id });
  await client.customers.update(id, { promotion_code: code.id });
  await client.customers.update(id, { name: "Anne" });
  const given = (await client.discounts.list({ customer: id })).data.filter(({ end }) => end === null);
  expect(given).toMatchObject([{ coupon: { id: two.id }, promotion_code: code.id }]);
  await client.customers.update(id, { coupon: null });
  await client.customers.update(id, { coupon: null });
  expect(await eventTypesOf(client, seq)).toEqual([
    "customer.created",
    "customer.discount.created",
    "customer.updated",
    "customer.discount.updated",
    "customer.updated",
    "customer.updated",
    "customer.discount.deleted",
    "customer.updated",
  ]);
});

test("a coupon that there is not is refused, and no customer is made", async () => {
  const { client } = await startSandbox();
  const failure = await failureOf(client.customers.create({ coupon: "none" }));
  expect([failure.code, failure.param]).toEqual(["resource_missing", "coupon"]);
  expect((await client.customers.list()).data).toEqual([]);
  expect(await eventTypesOf(client)).toEqual([]);
});
