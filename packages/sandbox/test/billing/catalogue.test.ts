import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { failureOf } from "../support/failure.ts";
import { eventsOf, newestSeq } from "../support/look.ts";
import { frozenAt, startSandbox } from "../support/sandbox.ts";

/** That a call is refused with this code and parameter, and leaves nothing behind. */
async function expectRefused(client: Client, call: () => PromiseLike<unknown>, code: string, param: string) {
  const before = await newestSeq(client);
  expect(await failureOf(call())).toMatchObject({ code, param });
  expect(await newestSeq(client)).toBe(before);
}

test("a coupon is created with an id of the caller's own, noted on, and deleted with its codes", async () => {
  const { client } = await startSandbox();
  const coupon = await client.coupons.create({ id: "SPRING", percent_off: "12.50", duration: "forever" });
  expect(coupon).toMatchObject({ id: "SPRING", percent_off: "12.5", amount_off: null, valid: true, times_redeemed: 0 });
  const code = await client.promotionCodes.create({ coupon: "SPRING", code: "tea-time" });
  expect(code).toMatchObject({ code: "TEA-TIME", coupon: "SPRING", active: true });
  expect((await client.promotionCodes.list({ code: "Tea-Time" })).data).toEqual([code]);
  expect(await client.coupons.update("SPRING", { name: "Spring" })).toMatchObject({ name: "Spring" });
  expect(await client.coupons.delete("SPRING")).toEqual({ id: "SPRING", object: "coupon", deleted: true });
  expect(await client.promotionCodes.get(code.id)).toMatchObject({ active: false });
  expect((await eventsOf(client)).map(({ type }) => type)).toEqual([
    "coupon.created",
    "promotion_code.created",
    "coupon.updated",
    "promotion_code.updated",
    "coupon.deleted",
  ]);
  await expectRefused(client, () => client.coupons.get("SPRING"), "resource_missing", "id");
  const again = () => client.promotionCodes.update(code.id, { active: true });
  await expectRefused(client, again, "resource_missing", "active");
});

test("a word stands for one promotion code at a time", async () => {
  const { client } = await startSandbox();
  const { id: coupon } = await client.coupons.create({ percent_off: "5" });
  const first = await client.promotionCodes.create({ coupon, code: "TEA" });
  await client.promotionCodes.update(first.id, { active: false });
  const second = await client.promotionCodes.create({ coupon, code: "tea" });
  const again = () => client.promotionCodes.update(first.id, { active: true });
  await expectRefused(client, again, "state_conflict", "active");
  await client.promotionCodes.update(second.id, { active: false });
  expect(await again()).toMatchObject({ active: true });
});

test("two accounts may each have a coupon of the same id, and neither sees the other's", async () => {
  const sandbox = await startSandbox();
  await sandbox.client.coupons.create({ id: "SPRING", percent_off: "10" });
  const ada = await registerMember(sandbox, "ada@example.test");
  const other = clientOf(sandbox, (await ada.createKey()).key);
  await other.coupons.create({ id: "SPRING", percent_off: "20" });
  expect(await other.coupons.get("SPRING")).toMatchObject({ percent_off: "20" });
  expect(await sandbox.client.coupons.get("SPRING")).toMatchObject({ percent_off: "10" });
});

test("a coupon is valid until its last second", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const { id } = await client.coupons.create({ amount_off: 500, currency: "usd", redeem_by: frozenAt + 60 });
  await sandbox.clock.advance(60);
  expect(await client.coupons.get(id)).toMatchObject({ valid: true });
  await sandbox.clock.advance(1);
  expect(await client.coupons.get(id)).toMatchObject({ valid: false });
  await expectRefused(client, () => client.promotionCodes.create({ coupon: id }), "parameter_invalid", "coupon");
});

test("what makes no coupon is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  await client.coupons.create({ id: "TAKEN", percent_off: "5" });
  const past = frozenAt - 1;
  const cases: [Parameters<typeof client.coupons.create>[0], code: string, param: string][] = [
    [{}, "parameter_missing", "percent_off"],
    [{ percent_off: "5", amount_off: 5, currency: "usd" }, "parameter_invalid", "percent_off"],
    [{ percent_off: "0.00" }, "parameter_invalid", "percent_off"],
    [{ percent_off: "100.01" }, "parameter_invalid_string", "percent_off"],
    [{ percent_off: "1.005" }, "parameter_invalid_string", "percent_off"],
    [{ amount_off: 500 }, "parameter_missing", "currency"],
    [{ amount_off: -500, currency: "usd" }, "parameter_invalid_integer", "amount_off"],
    [{ percent_off: "5", currency: "usd" }, "parameter_invalid", "currency"],
    [{ percent_off: "5", duration: "repeating" }, "parameter_missing", "duration_in_months"],
    [{ percent_off: "5", duration_in_months: 3 }, "parameter_invalid", "duration_in_months"],
    [{ percent_off: "5", redeem_by: past }, "parameter_invalid", "redeem_by"],
    [{ percent_off: "5", id: "TAKEN" }, "state_conflict", "id"],
    [{ percent_off: "5", applies_to: { products: ["prod_gone"] } }, "resource_missing", "applies_to.products"],
  ];
  for (const [input, code, param] of cases) {
    await expectRefused(client, () => client.coupons.create(input), code, param);
  }
});

test("what makes no promotion code is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { id: coupon } = await client.coupons.create({
    percent_off: "5",
    max_redemptions: 3,
    redeem_by: frozenAt + 3600,
  });
  await client.promotionCodes.create({ coupon, code: "TAKEN" });
  const cases: [Parameters<typeof client.promotionCodes.create>[0], code: string, param: string][] = [
    [{ coupon: "gone" }, "resource_missing", "coupon"],
    [{ coupon, code: "taken" }, "state_conflict", "code"],
    [{ coupon, code: "two words" }, "parameter_invalid_string", "code"],
    [{ coupon, expires_at: frozenAt }, "parameter_invalid", "expires_at"],
    [{ coupon, expires_at: frozenAt + 7200 }, "parameter_invalid", "expires_at"],
    [{ coupon, max_redemptions: 4 }, "parameter_invalid", "max_redemptions"],
    [{ coupon, customer: "cus_gone" }, "resource_missing", "customer"],
    [{ coupon, restrictions: { minimum_amount: 5 } }, "parameter_invalid", "restrictions.minimum_amount"],
  ];
  for (const [input, code, param] of cases) {
    await expectRefused(client, () => client.promotionCodes.create(input), code, param);
  }
});

test("a tax rate keeps its percentage to four decimals, and is refused beyond", async () => {
  const { client } = await startSandbox();
  const base = { display_name: "Sales tax", inclusive: false };
  const rate = await client.taxRates.create({ ...base, percentage: "8.8750", country: "US", state: "NY" });
  expect(rate).toMatchObject({ percentage: "8.875", inclusive: false, active: true });
  expect(await client.taxRates.update(rate.id, { active: false })).toMatchObject({
    active: false,
    percentage: "8.875",
  });
  expect((await client.taxRates.list({ active: true })).data).toEqual([]);
  for (const percentage of ["100.1", "-1", "1.00001", "x"]) {
    const create = () => client.taxRates.create({ ...base, percentage });
    await expectRefused(client, create, "parameter_invalid_string", "percentage");
  }
});

test("a price costs what its tiers, packages and currencies say", async () => {
  const { client } = await startSandbox();
  const { id: product } = await client.products.create({ name: "Tea" });
  const tiers = [
    { up_to: 10, unit_amount: 100, flat_amount: 50 },
    { up_to: null, unit_amount: 80 },
  ];
  const create = (terms: Omit<Parameters<typeof client.prices.create>[0], "currency">) =>
    client.prices.create({ product, currency: "usd", ...terms });
  const graduated = await create({ tiers, tiers_mode: "graduated" });
  const volume = await create({ tiers, tiers_mode: "volume" });
  const crates = await create({ unit_amount: 900, transform_quantity: { divide_by: 6, round: "up" } });
  const full = await create({ unit_amount: 900, transform_quantity: { divide_by: 6, round: "down" } });
  const monthly = await create({
    unit_amount: 900,
    recurring: { interval: "month", interval_count: 3 },
    currency_options: { eur: { unit_amount: 800 } },
  });
  expect(monthly).toMatchObject({
    type: "recurring",
    recurring: { interval: "month", interval_count: 3 },
    currency_options: { eur: { unit_amount: 800, tiers: null } },
  });
  expect(graduated).toMatchObject({ type: "one_time", billing_scheme: "tiered", unit_amount: null, recurring: null });
  expect((await client.prices.list({ type: "recurring" })).data.map(({ id }) => id)).toEqual([monthly.id]);
  const total = async (price: string, quantity: number) =>
    (await client.checkoutSessions.create({ line_items: [{ price, quantity }] })).amount_total;
  expect(await total(graduated.id, 10)).toBe(50 + 1000);
  expect(await total(graduated.id, 13)).toBe(50 + 1000 + 3 * 80);
  expect(await total(volume.id, 10)).toBe(50 + 1000);
  expect(await total(volume.id, 13)).toBe(13 * 80);
  expect(await total(crates.id, 7)).toBe(1800);
  expect(await total(full.id, 11)).toBe(900);
  const sale = () => client.checkoutSessions.create({ line_items: [{ price: monthly.id }] });
  await expectRefused(client, sale, "parameter_invalid", "line_items[0].price");
});

test("what makes no price is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { id: product } = await client.products.create({ name: "Tea" });
  const last = { up_to: null, unit_amount: 5 };
  type Terms = Omit<Parameters<typeof client.prices.create>[0], "currency">;
  const cases: [Terms, code: string, param: string][] = [
    [{}, "parameter_missing", "unit_amount"],
    [{ unit_amount: 5, tiers: [last], tiers_mode: "volume" }, "parameter_invalid", "unit_amount"],
    [{ unit_amount: -5 }, "parameter_invalid_integer", "unit_amount"],
    [{ tiers: [last] }, "parameter_missing", "tiers_mode"],
    [{ unit_amount: 5, tiers_mode: "volume" }, "parameter_invalid", "tiers_mode"],
    [{ tiers: [{ up_to: 5, unit_amount: 5 }], tiers_mode: "volume" }, "parameter_invalid", "tiers[0].up_to"],
    [{ tiers: [last, last], tiers_mode: "volume" }, "parameter_invalid", "tiers[0].up_to"],
    [
      { tiers: [{ up_to: 5, unit_amount: 5 }, { up_to: 5, unit_amount: 5 }, last], tiers_mode: "volume" },
      "parameter_invalid",
      "tiers[1].up_to",
    ],
    [{ tiers: [{ up_to: null }], tiers_mode: "volume" }, "parameter_missing", "tiers[0].unit_amount"],
    [
      { tiers: [last], tiers_mode: "volume", transform_quantity: { divide_by: 2, round: "up" } },
      "parameter_invalid",
      "transform_quantity",
    ],
    [
      { unit_amount: 5, recurring: { interval: "year", interval_count: 4 } },
      "parameter_invalid",
      "recurring.interval_count",
    ],
    [{ unit_amount: 5, currency_options: { usd: { unit_amount: 4 } } }, "parameter_invalid", "currency_options.usd"],
    [{ unit_amount: 5, currency_options: { eur: {} } }, "parameter_missing", "currency_options.eur.unit_amount"],
    [
      { unit_amount: 5, currency_options: { eur: { tiers: [last] } } },
      "parameter_invalid",
      "currency_options.eur.tiers",
    ],
  ];
  for (const [terms, code, param] of cases) {
    await expectRefused(client, () => client.prices.create({ product, currency: "usd", ...terms }), code, param);
  }
});
