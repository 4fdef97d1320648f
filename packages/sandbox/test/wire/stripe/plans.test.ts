import { expect, test } from "vitest";

import { failureOf, startStripe } from "./client.ts";
import { declaring, payerOf } from "./declared.ts";

const declared = declaring(["DeletedPlan", "Event", "Plan"]);

test("a plan is created, changed and deleted, and told of as one", async () => {
  const { stripe } = await startStripe();
  const plan = declared(
    "Plan",
    await stripe.plans.create({ currency: "usd", interval: "month", amount: 2000, product: { name: "Tea" } }),
  );
  const changed = declared("Plan", await stripe.plans.update(plan.id, { metadata: { team: "7" } }));
  expect(changed.metadata).toEqual({ team: "7" });
  const customer = await payerOf(stripe);
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: plan.id }] });
  expect(declared("DeletedPlan", await stripe.plans.del(plan.id))).toMatchObject({
    id: plan.id,
    object: "plan",
    deleted: true,
  });
  const { data } = await stripe.events.list({ type: "plan.*" });
  for (const event of data) declared("Event", event);
  expect(data.map(({ type }) => type).toReversed()).toEqual(["plan.created", "plan.updated", "plan.deleted"]);
  for (const { data: of } of data) declared("Plan", of.object);
  expect((await stripe.plans.list()).data).toEqual([]);
  // Who has it keeps it; nobody else can have it.
  expect((await stripe.subscriptions.retrieve(id)).items.data[0]?.price).toMatchObject({ id: plan.id, active: false });
  const again = stripe.subscriptions.create({ customer, items: [{ price: plan.id }] });
  expect(await failureOf(again)).toMatchObject({ statusCode: 400 });
  expect(await failureOf(stripe.plans.del(plan.id))).toMatchObject({ statusCode: 404, param: "plan" });
  const revived = stripe.plans.update(plan.id, { active: true });
  expect(await failureOf(revived)).toMatchObject({ statusCode: 404, param: "plan" });
});

test("a price by its own name is told of as a price only, and one that is paid once is no plan", async () => {
  const { sandbox, stripe } = await startStripe();
  const { id } = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Tea" },
    recurring: { interval: "month" },
  });
  await stripe.prices.update(id, { metadata: { team: "7" } });
  const once = await stripe.prices.create({ currency: "usd", unit_amount: 100, product_data: { name: "Pot" } });
  expect((await stripe.events.list({ type: "plan.*" })).data).toEqual([]);
  expect(await failureOf(stripe.plans.del(once.id))).toMatchObject({ statusCode: 400, param: "plan" });
  expect(await failureOf(stripe.plans.update(once.id, { nickname: "Pot" }))).toMatchObject({ param: "plan" });
  expect((await stripe.prices.retrieve(once.id)).active).toBe(true);
  expect((await sandbox.client.events.list({ type: "price.deleted" })).data).toEqual([]);
});
