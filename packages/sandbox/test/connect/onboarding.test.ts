import { expect, test } from "vitest";

import { callFor, reconcileBoth } from "../support/connect.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventsOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { pay } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

const usd = { currency: "usd" } as const;
const pages = { return_url: "http://shop.test/done", refresh_url: "http://shop.test/again" };
const formType = { "content-type": "application/x-www-form-urlencoded" };

async function start() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  await pay(client, "pm_card_bypassPending", { amount: 10_000 });
  const account = await client.connectedAccounts.create({
    type: "express",
    onboarded: false,
    capabilities: { transfers: { requested: true } },
  });
  const visit = (url: string) => send(sandbox.url, { path: new URL(url).pathname });
  const submit = (url: string, body = "business_type=company&name=Shop") =>
    send(sandbox.url, { method: "POST", path: new URL(url).pathname, body, headers: formType });
  const link = () => client.accountLinks.create({ account: account.id, type: "account_onboarding", ...pages });
  return { sandbox, client, account, visit, submit, link };
}

test("an account whose holder is not identified takes no money, until he has been on the page of a link", async () => {
  const { sandbox, client, account, visit, submit, link } = await start();
  expect(account).toMatchObject({
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
    capabilities: { transfers: "inactive" },
    requirements: { disabled_reason: "requirements.past_due" },
  });
  expect(account.requirements.currently_due).toContain("external_account");
  const transfer = { ...usd, amount: 1000, destination: account.id };
  const refused = await failureOf(client.transfers.create(transfer));
  expect([refused.code, refused.param]).toEqual(["insufficient_capabilities_for_transfer", "destination"]);
  const paid = { ...usd, amount: 2000, payment_method: "pm_card_visa", confirm: true, transfer_data: transfer };
  const { currency: _currency, ...data } = paid.transfer_data;
  expect(await codeOf(client.paymentIntents.create({ ...paid, transfer_data: data }))).toBe(
    "insufficient_capabilities_for_transfer",
  );
  expect((await client.charges.list()).data).toHaveLength(1);

  const { url, expires_at: expiresAt } = await link();
  expect(expiresAt).toBe(sandbox.clock.now() + 300);
  const page = await visit(url);
  expect(page).toMatchObject({ status: 200, headers: { "content-security-policy": expect.any(String) as unknown } });
  expect(page.text).toContain("Set up payments");
  const seq = await newestSeq(client);
  const done = await submit(url);
  expect(done.text).toContain("http://shop.test/done");
  expect(await eventTypesOf(client, seq)).toEqual(["connected_account.updated", "bank_account.created"]);
  const [updated] = await eventsOf(client, seq);
  expect(updated?.data.object).toMatchObject({ id: account.id, details_submitted: true });
  expect(await client.connectedAccounts.get(account.id, { expand: ["external_accounts"] })).toMatchObject({
    charges_enabled: true,
    business_type: "company",
    business_profile: { name: "Shop" },
    capabilities: { transfers: "active" },
    requirements: { currently_due: [], disabled_reason: null },
    external_accounts: { data: [{ last4: "6789", default_for_currency: true }] },
  });
  await client.transfers.create(transfer);
  await reconcileBoth(sandbox, account.id);
});

test("a link is good once and for five minutes, and leads on to where the platform said", async () => {
  const { sandbox, client, visit, submit, link } = await start();
  const [first, second] = [await link(), await link()];
  await submit(first.url);
  const seq = await newestSeq(client);
  expect((await submit(first.url)).text).toContain("http://shop.test/done");
  expect(await eventTypesOf(client, seq)).toEqual([]);
  await sandbox.clock.advance(300);
  for (const answer of [await visit(second.url), await submit(second.url, "business_type=company")]) {
    expect(answer.text).toContain("http://shop.test/again");
  }
  expect(await eventTypesOf(client, seq)).toEqual([]);
  expect((await visit(`${sandbox.url}/onboard/alnk_none_secret_1`)).status).toBe(404);
  expect((await submit(second.url, "business_type=nonsense")).status).toBe(400);
});

test("the holder of an express account that is ready can look at it; others have no such page", async () => {
  const { client, account, visit, submit, link } = await start();
  expect(await codeOf(client.loginLinks.create(account.id))).toBe("state_conflict");
  const update = { account: account.id, type: "account_update", ...pages } as const;
  expect(await codeOf(client.accountLinks.create(update))).toBe("state_conflict");
  await submit((await link()).url);
  const { url } = await client.loginLinks.create(account.id);
  const shown = await visit(url);
  expect(shown.text).toContain("Shop");
  expect(shown.text).not.toContain("<form");
  const changed = await client.accountLinks.create(update);
  await submit(changed.url, "name=Other&account_number=000111111113");
  const banks = (await client.bankAccounts.list(account.id)).data;
  expect(banks.map(({ last4, default_for_currency: isDefault }) => [last4, isDefault])).toEqual([
    ["1113", true],
    ["6789", false],
  ]);
  const standard = await client.connectedAccounts.create({});
  expect(await codeOf(client.loginLinks.create(standard.id))).toBe("state_conflict");
});

test("payouts go to the default bank account, and its number decides what becomes of them", async () => {
  const { sandbox, client } = await start();
  const bank = { country: "US", ...usd, account_number: "000123456789", routing_number: "110000000" };
  const { id } = await client.connectedAccounts.create({ type: "custom", external_account: bank });
  await client.transfers.create({ ...usd, amount: 3000, destination: id });
  const payOut = async (more = {}) => {
    const answer = await callFor(sandbox, id, "/payments/payouts", { ...usd, amount: 1000, ...more });
    return answer.json as { id: string; destination: string };
  };
  const [first] = (await client.bankAccounts.list(id)).data;
  const good = await payOut();
  expect(good.destination).toBe(first?.id);
  const second = await client.bankAccounts.create(id, {
    ...bank,
    account_number: "000111111113",
    metadata: { a: "b" },
  });
  expect(second).toMatchObject({ default_for_currency: false, account: id, metadata: { a: "b" } });
  const bad = await payOut({ destination: second.id });
  await sandbox.clock.advance(2 * 24 * 3600);
  const read = async (payout: string) => (await callFor(sandbox, id, `/payments/payouts/${payout}`)).json;
  expect(await read(good.id)).toMatchObject({ status: "paid" });
  expect(await read(bad.id)).toMatchObject({ status: "failed", failure_code: "account_closed" });

  const [one, two] = [{ bank_account: first?.id ?? "" }, { bank_account: second.id }];
  expect(await codeOf(client.bankAccounts.delete(id, one))).toBe("state_conflict");
  expect(await client.bankAccounts.update(id, { ...two, default_for_currency: true })).toMatchObject({
    default_for_currency: true,
  });
  expect(await client.bankAccounts.delete(id, one)).toMatchObject({ deleted: true });
  expect(await codeOf(client.bankAccounts.get(id, one))).toBe("resource_missing");
  const euros = await callFor(sandbox, id, "/payments/payouts", { currency: "eur", amount: 1, destination: second.id });
  expect(euros.error).toMatchObject({ code: "currency_mismatch" });
  const gone = await callFor(sandbox, id, "/payments/payouts", { ...usd, amount: 1, destination: first?.id });
  expect(gone.error).toMatchObject({ code: "resource_missing", param: "destination" });
  await reconcileBoth(sandbox, id);
});

test("a capability is asked for and given up, and the caller's own account is read", async () => {
  const { sandbox, client, account } = await start();
  const card = { capability: "card_payments" };
  const transfers = { capability: "transfers" };
  expect(await client.capabilities.update(account.id, { ...card, requested: true })).toMatchObject({
    requested: true,
    status: "inactive",
  });
  const names = (await client.capabilities.list(account.id)).data.map(({ id }) => id);
  expect(names).toEqual(["card_payments", "transfers"]);
  await client.capabilities.update(account.id, { ...transfers, requested: false });
  expect(await codeOf(client.capabilities.get(account.id, transfers))).toBe("resource_missing");
  expect(await client.connectedAccounts.current()).toMatchObject({ id: sandbox.account.id, charges_enabled: true });
  expect((await callFor(sandbox, account.id, "/connect/account")).json).toMatchObject({ id: account.id });
});
