import type { Client } from "@micro/sdk";
import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { newestSeq } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";

const month = { recurring: { interval: "month" } } as const;

async function productOf(client: Client) {
  const { id: price, product } = await client.prices.create({
    currency: "usd",
    unit_amount: 2000,
    product_data: { name: "Tea club" },
    ...month,
  });
  return { price, product };
}

test("an account has a configuration from the beginning, the same before and after it is stored", async () => {
  const { client } = await startSandbox();
  const { data } = await client.portalConfigurations.list();
  expect(data).toHaveLength(1);
  const [first] = data;
  expect(first).toMatchObject({
    active: true,
    is_default: true,
    features: { invoice_history: { enabled: true }, subscription_update: { enabled: false, products: [] } },
  });
  expect(await client.portalConfigurations.get(first!.id)).toEqual(first);
  expect((await client.portalConfigurations.list({ is_default: false })).data).toEqual([]);
  const { id: customer } = await client.customers.create({});
  const session = await client.portalSessions.create({ customer, expand: ["configuration"] });
  expect(session.configuration).toEqual(first);
  expect((await client.portalConfigurations.list()).data).toEqual([first]);
  expect((await client.events.list({ type: "billing_portal.configuration.*" })).data).toEqual([]);
});

test("a new one is off in all that it does not name; a change keeps what it does not name", async () => {
  const { client } = await startSandbox();
  const { price, product } = await productOf(client);
  const created = await client.portalConfigurations.create({
    name: "Teams",
    default_return_url: "https://shop.example/account",
    features: {
      customer_update: { enabled: true, allowed_updates: ["email", "tax_id"] },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity"],
        products: [{ product, prices: [price] }],
      },
    },
    metadata: { team: "7" },
  });
  expect(created).toMatchObject({
    active: true,
    is_default: false,
    features: {
      customer_update: { allowed_updates: ["email", "tax_id"], enabled: true },
      payment_method_update: { enabled: false },
      subscription_cancel: { enabled: false, mode: "at_period_end", proration_behavior: "none" },
      subscription_update: {
        products: [{ adjustable_quantity: { enabled: true, maximum: null, minimum: 1 }, prices: [price], product }],
        proration_behavior: "none",
      },
    },
  });
  const changed = await client.portalConfigurations.update(created.id, {
    active: false,
    business_profile: { headline: "Tea" },
    features: { subscription_update: { proration_behavior: "always_invoice" }, invoice_history: { enabled: true } },
    default_return_url: null,
    metadata: { team: "" },
  });
  expect(changed).toEqual({
    ...created,
    active: false,
    business_profile: { headline: "Tea", privacy_policy_url: null, terms_of_service_url: null },
    default_return_url: null,
    features: {
      ...created.features,
      invoice_history: { enabled: true },
      subscription_update: { ...created.features.subscription_update, proration_behavior: "always_invoice" },
    },
    metadata: {},
    updated: changed.updated,
  });
  expect((await client.portalConfigurations.list({ active: false })).data).toEqual([changed]);
  expect((await client.portalConfigurations.list({ active: true })).data.map(({ is_default }) => is_default)).toEqual([
    true,
  ]);
  const { data: events } = await client.events.list({ type: "billing_portal.configuration.*" });
  expect(events.map(({ type }) => type)).toEqual([
    "billing_portal.configuration.updated",
    "billing_portal.configuration.created",
  ]);
});

test("a session has the configuration that it names, and goes back where that says", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const { id: configuration } = await client.portalConfigurations.create({
    default_return_url: "https://shop.example/account",
    features: { invoice_history: { enabled: true } },
  });
  expect(await client.portalSessions.create({ customer, configuration })).toMatchObject({
    configuration,
    flow: null,
    return_url: "https://shop.example/account",
  });
  await client.portalConfigurations.update(configuration, { active: false });
  const before = await newestSeq(client);
  const refused = (named: string) => failureOf(client.portalSessions.create({ customer, configuration: named }));
  expect(await refused(configuration)).toMatchObject({ code: "parameter_invalid", param: "configuration" });
  expect(await refused("bpc_none")).toMatchObject({ code: "resource_missing", param: "configuration" });
  expect(await newestSeq(client)).toBe(before);
});

test("what does not go together is refused, and nothing is written", async () => {
  const { client } = await startSandbox();
  const { price, product } = await productOf(client);
  const other = await productOf(client);
  const once = await client.prices.create({ currency: "usd", unit_amount: 100, product });
  const [first] = (await client.portalConfigurations.list()).data;
  const before = await newestSeq(client);
  const listing = (...products: { product: string; prices: string[]; adjustable_quantity?: object }[]) =>
    failureOf(
      client.portalConfigurations.create({
        features: { subscription_update: { enabled: true, default_allowed_updates: ["price"], products } },
      } as never),
    );
  const path = "features.subscription_update.products";
  const refusals = [
    { call: listing({ product: "prod_none", prices: [price] }), code: "resource_missing", param: `${path}.0.product` },
    { call: listing({ product, prices: ["price_none"] }), code: "resource_missing", param: `${path}.0.prices.0` },
    { call: listing({ product, prices: [price, other.price] }), param: `${path}.0.prices.1` },
    { call: listing({ product, prices: [once.id] }), param: `${path}.0.prices.0` },
    { call: listing({ product, prices: [price] }, { product, prices: [price] }), param: `${path}.1.product` },
    {
      call: listing({ product, prices: [price], adjustable_quantity: { enabled: true, minimum: 3, maximum: 2 } }),
      param: `${path}.0.adjustable_quantity.maximum`,
    },
    {
      call: failureOf(
        client.portalConfigurations.create({
          features: { subscription_cancel: { enabled: true, proration_behavior: "create_prorations" } },
        }),
      ),
      param: "features.subscription_cancel.proration_behavior",
    },
    {
      call: failureOf(client.portalConfigurations.create({ features: { invoice_history: {} } } as never)),
      code: "parameter_missing",
      param: "features.invoice_history.enabled",
    },
    { call: failureOf(client.portalConfigurations.update(first!.id, { active: false })), param: "active" },
    {
      call: failureOf(client.portalConfigurations.get("bpc_none")),
      code: "resource_missing",
      param: "id",
    },
  ];
  for (const { call, code = "parameter_invalid", param } of refusals) expect(await call).toMatchObject({ code, param });
  expect(await newestSeq(client)).toBe(before);
  expect((await client.portalConfigurations.list()).data).toEqual([first]);
});
