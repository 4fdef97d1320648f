import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { callFor, reconcileBoth } from "../support/connect.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { balancesOf, eventTypesOf, newestSeq } from "../support/look.ts";
import { pay } from "../support/payments.ts";
import { startSandbox } from "../support/sandbox.ts";
import type { Sandbox } from "../../src/index.ts";

const usd = { currency: "usd" } as const;

/** A platform with 100 dollars that are available, less the fee of 3.20, and a connected account. */
async function startPlatform() {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  await pay(client, "pm_card_bypassPending", { amount: 10_000 });
  const account = await client.connectedAccounts.create({ email: "shop@example.com" });
  return { sandbox, client, account };
}

const balanceOf = async (sandbox: Sandbox, account: string) =>
  (await callFor(sandbox, account, "/payments/balance")).json as { available: object[]; pending: object[] };

test("an account is opened, changed, listed and parted from", async () => {
  const { sandbox, client, account } = await startPlatform();
  expect(account).toMatchObject({ type: "standard", country: "US", default_currency: "usd", charges_enabled: true });
  const german = await client.connectedAccounts.create({
    type: "express",
    country: "DE",
    capabilities: { transfers: { requested: true }, card_payments: { requested: true } },
    business_profile: { name: "Laden" },
  });
  expect(german).toMatchObject({ default_currency: "eur", capabilities: { card_payments: "active" } });
  const changed = await client.connectedAccounts.update(german.id, {
    business_profile: { url: "https://laden.example" },
    capabilities: { card_payments: { requested: false } },
    metadata: { a: "b" },
  });
  expect(changed.business_profile).toMatchObject({ name: "Laden", url: "https://laden.example" });
  expect(changed.capabilities).toEqual({ transfers: "active" });
  expect((await client.connectedAccounts.list()).data.map(({ id }) => id)).toEqual([german.id, account.id]);
  expect(await client.connectedAccounts.delete(german.id)).toMatchObject({ deleted: true, charges_enabled: false });
  expect((await client.connectedAccounts.list()).data.map(({ id }) => id)).toEqual([account.id]);
  expect(await codeOf(client.connectedAccounts.get(german.id))).toBe("resource_missing");
  expect((await callFor(sandbox, german.id, "/payments/balance")).error?.code).toBe("account_invalid");
});

test("an account that is parted from is left with nobody who can act for it", async () => {
  const { sandbox, client, account } = await startPlatform();
  const made = (await callFor(sandbox, account.id, "/auth/api_keys", { environment: "test" })).json as { key: string };
  const member = { email: "shop@example.com", password: "correct horse battery" };
  expect((await callFor(sandbox, account.id, "/auth/register", member)).status).toBe(201);
  const { token } = await clientOf(sandbox, undefined).auth.login(member);
  const [byKey, byMember] = [clientOf(sandbox, made.key), clientOf(sandbox, token)];
  expect((await byKey.paymentIntents.list()).data).toEqual([]);
  expect(await byMember.auth.me()).toMatchObject({ email: member.email });
  await client.connectedAccounts.delete(account.id);
  expect(await codeOf(byKey.paymentIntents.create({ ...usd, amount: 500 }))).toBe("api_key_revoked");
  expect(await codeOf(byMember.auth.me())).toBe("token_invalid");
  expect(await codeOf(clientOf(sandbox, undefined).auth.login(member))).toBe("login_failed");
});

test("an account is not parted from while money of it is under way", async () => {
  const { sandbox, client, account } = await startPlatform();
  const balances = async () => (await balanceOf(sandbox, account.id)).available;
  const isRefused = async (id: string) => {
    const failure = await failureOf(client.connectedAccounts.delete(account.id));
    expect(failure).toMatchObject({
      code: "state_conflict",
      param: "id",
      message: expect.stringContaining(id) as string,
    });
  };
  const call = async (path: string, body = {}) => {
    const answer = await callFor(sandbox, account.id, path, body);
    return answer.json as { id: string; status: string };
  };
  await client.transfers.create({ ...usd, amount: 500, destination: account.id });
  const refused = await call("/payments/payouts", { ...usd, amount: 500, destination: "ba_no_account" });
  expect([refused.status, await balances()]).toEqual(["pending", [{ ...usd, amount: 0 }]]);
  await isRefused(refused.id);
  await sandbox.clock.advance(12 * 3600);
  await isRefused(refused.id);
  await sandbox.clock.advance(24 * 3600);
  expect(await balances()).toEqual([{ ...usd, amount: 500 }]);

  const paid = await call("/payments/payouts", { ...usd, amount: 500 });
  await isRefused(paid.id);
  await sandbox.clock.advance(2 * 24 * 3600);
  const topup = await call("/payments/topups", { ...usd, amount: 100, description: "cash" });
  await isRefused(topup.id);
  await call(`/payments/topups/${topup.id}/cancel`);
  expect(await client.connectedAccounts.delete(account.id)).toMatchObject({ deleted: true });
});

test("a transfer leaves one balance and arrives in the other, with its postings, and comes back in parts", async () => {
  const { sandbox, client, account } = await startPlatform();
  const seq = await newestSeq(client);
  const transfer = await client.transfers.create({ ...usd, amount: 3000, destination: account.id });
  expect(await eventTypesOf(client, seq)).toEqual(["transaction.recorded", "transfer.created"]);
  expect((await client.balance.get()).available).toEqual([{ ...usd, amount: 6680 }]);
  expect((await balanceOf(sandbox, account.id)).available).toEqual([{ ...usd, amount: 3000 }]);
  const part = await client.transfers.reverse(transfer.id, { amount: 1000 });
  expect(part).toMatchObject({ amount: 1000, transfer: transfer.id });
  expect(await client.transfers.get(transfer.id)).toMatchObject({ amount_reversed: 1000, reversed: false });
  expect(await codeOf(client.transfers.reverse(transfer.id, { amount: 2001 }))).toBe("amount_too_large");
  await client.transfers.reverse(transfer.id);
  expect(await client.transfers.get(transfer.id)).toMatchObject({ amount_reversed: 3000, reversed: true });
  expect(await codeOf(client.transfers.reverse(transfer.id))).toBe("amount_too_large");
  const listed = (await client.transfers.reversals(transfer.id)).data;
  expect(listed.map(({ amount }) => amount)).toEqual([2000, 1000]);
  expect((await balanceOf(sandbox, account.id)).available).toEqual([{ ...usd, amount: 0 }]);
  const { balanced, accounts } = await balancesOf(client);
  expect(balanced).toBe(true);
  expect(accounts).toMatchObject({ "expenses:transfers:usd usd": 0, "assets:processor:available:usd usd": 9680 });
  await reconcileBoth(sandbox, account.id);
});

test("the money of a charge is transferred before it is available, and becomes so in both places", async () => {
  const { sandbox, client, account } = await startPlatform();
  const { latest_charge: charge } = await pay(client);
  const source = { ...usd, destination: account.id, source_transaction: charge ?? "" };
  const transfer = await client.transfers.create({ ...source, amount: 1500 });
  expect((await balanceOf(sandbox, account.id)).pending).toEqual([{ ...usd, amount: 1500 }]);
  const over = await failureOf(client.transfers.create({ ...source, amount: 501 }));
  expect([over.code, over.param]).toEqual(["amount_too_large", "amount"]);
  const other = await failureOf(client.transfers.create({ ...source, amount: 1, currency: "eur" }));
  expect([other.code, other.param]).toEqual(["currency_mismatch", "currency"]);
  await client.transfers.reverse(transfer.id, { amount: 500 });
  expect((await balanceOf(sandbox, account.id)).pending).toEqual([{ ...usd, amount: 1000 }]);
  await sandbox.clock.advance(2 * 24 * 3600);
  expect((await balanceOf(sandbox, account.id)).available).toEqual([{ ...usd, amount: 1000 }]);
  await reconcileBoth(sandbox, account.id);
});

test("what is transferred of a charge is in the group of that charge, unless it has one of its own", async () => {
  const { client, account } = await startPlatform();
  const { latest_charge: charge } = await client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    transfer_group: "order_7",
  });
  const source = { ...usd, amount: 500, destination: account.id, source_transaction: charge ?? "" };
  const sent = await client.transfers.create(source);
  await client.transfers.create({ ...source, transfer_group: "order_8" });
  const found = await client.transfers.list({ transfer_group: "order_7" });
  expect(found.data.map(({ id }) => id)).toEqual([sent.id]);
  const noted = { description: "Share", metadata: { order: "7" } };
  await client.transfers.update(sent.id, noted);
  expect(await client.transfers.get(sent.id)).toEqual({ ...sent, ...noted });
});

test("a payment for a connected account is transferred as it is collected, in full or in part", async () => {
  const { sandbox, client, account } = await startPlatform();
  const paid = { amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true } as const;
  const whole = await client.paymentIntents.create({ ...paid, transfer_data: { destination: account.id } });
  expect(whole.transfer_data).toEqual({ destination: account.id, amount: null });
  const [transfer] = (await client.transfers.list()).data;
  expect(transfer).toMatchObject({ amount: 2000, source_transaction: whole.latest_charge, destination: account.id });
  const part = { destination: account.id, amount: 1500 };
  const held = await client.paymentIntents.create({ ...paid, capture_method: "manual", transfer_data: part });
  expect((await client.transfers.list()).data).toHaveLength(1);
  await client.paymentIntents.capture(held.id, { amount_to_capture: 1200 });
  expect((await client.transfers.list()).data.map(({ amount }) => amount)).toEqual([1200, 2000]);
  expect((await balanceOf(sandbox, account.id)).pending).toEqual([{ ...usd, amount: 3200 }]);
  const declined = { ...paid, payment_method: "pm_card_visa_chargeDeclined", transfer_data: part };
  expect(await codeOf(client.paymentIntents.create(declined))).toBe("card_declined");
  const codes = await Promise.all([
    codeOf(client.paymentIntents.create({ ...paid, transfer_data: { destination: "conn_none" } })),
    codeOf(client.paymentIntents.create({ ...paid, transfer_data: { ...part, amount: 2001 } })),
  ]);
  expect(codes).toEqual(["resource_missing", "amount_too_large"]);
  expect((await client.transfers.list()).data).toHaveLength(2);
  await reconcileBoth(sandbox, account.id);
});

test("what cannot be transferred changes nothing", async () => {
  const { sandbox, client, account } = await startPlatform();
  const seq = await newestSeq(client);
  const to = { ...usd, destination: account.id };
  const declined = await pay(client, "pm_card_visa_chargeDeclined").catch(() => undefined);
  expect(declined).toBeUndefined();
  const [failed] = (await client.charges.list({ status: "failed" })).data;
  const codes = await Promise.all([
    codeOf(client.transfers.create({ ...to, amount: 9681 })),
    codeOf(client.transfers.create({ ...to, amount: 1, destination: "conn_none" })),
    codeOf(client.transfers.create({ ...to, amount: 1, source_transaction: failed?.id ?? "" })),
    codeOf(client.transfers.create({ ...to, amount: 1, currency: "eur" })),
    codeOf(client.transfers.reverse("tr_none")),
  ]);
  expect(codes).toEqual([
    "balance_insufficient",
    "resource_missing",
    "resource_missing",
    "balance_insufficient",
    "resource_missing",
  ]);
  expect((await eventTypesOf(client, seq)).filter((type) => type.startsWith("transfer"))).toEqual([]);
  expect((await client.balance.get()).available).toEqual([{ ...usd, amount: 9680 }]);
  expect((await balanceOf(sandbox, account.id)).available).toEqual([]);
});

test("what was spent there cannot be taken back, and an account with a balance cannot be parted from", async () => {
  const { sandbox, client, account } = await startPlatform();
  const transfer = await client.transfers.create({ ...usd, amount: 3000, destination: account.id });
  expect(await codeOf(client.connectedAccounts.delete(account.id))).toBe("state_conflict");
  const paidOut = await callFor(sandbox, account.id, "/payments/payouts", { ...usd, amount: 2500 });
  expect(paidOut.status).toBe(201);
  expect(await codeOf(client.transfers.reverse(transfer.id))).toBe("balance_insufficient");
  await client.transfers.reverse(transfer.id, { amount: 500 });
  await sandbox.clock.advance(2 * 24 * 3600);
  expect(await client.connectedAccounts.delete(account.id)).toMatchObject({ deleted: true });
});

test("a platform acts for its own accounts only, within its own rights, and nobody else sees them", async () => {
  const { sandbox, client, account } = await startPlatform();
  const other = await registerMember(sandbox, "other@example.com");
  const { key } = await other.createKey();
  const theirs = clientOf(sandbox, key);
  expect(await codeOf(theirs.connectedAccounts.get(account.id))).toBe("resource_missing");
  expect(await codeOf(theirs.transfers.create({ ...usd, amount: 1, destination: account.id }))).toBe(
    "resource_missing",
  );
  const foreign = { url: sandbox.url, apiKey: key };
  expect((await callFor(foreign, account.id, "/payments/balance")).error?.code).toBe("account_invalid");
  expect((await callFor(sandbox, sandbox.account.id, "/payments/balance")).error?.code).toBe("account_invalid");
  const nested = await callFor(sandbox, account.id, "/connect/accounts", {});
  expect(nested.error?.code).toBe("connected_account_nested");
  const customer = (await callFor(sandbox, account.id, "/payments/customers", { name: "Ann" })).json as { id: string };
  expect(await codeOf(client.customers.get(customer.id))).toBe("resource_missing");
  const reader = createClient({
    baseUrl: sandbox.url,
    maxRetries: 0,
    apiKey: (await other.createKey(["events:read"])).key,
  });
  expect(await codeOf(reader.connectedAccounts.create({}))).toBe("scope_missing");
});

test("a top-up is pending until the bank answers, can be taken back until then, and may fail", async () => {
  const sandbox = await startSandbox();
  const { client } = sandbox;
  const topup = await client.topups.create({ ...usd, amount: 5000, description: "Float" });
  const taken = await client.topups.create({ ...usd, amount: 700 });
  const refused = await client.topups.create({ ...usd, amount: 900, source: "btok_us_verified_noAccount" });
  expect(topup).toMatchObject({ status: "pending", balance_transaction: null });
  expect(await client.topups.cancel(taken.id)).toMatchObject({ status: "canceled" });
  expect((await client.balance.get()).available).toEqual([]);
  const seq = await newestSeq(client);
  await sandbox.clock.advance(180);
  expect(await eventTypesOf(client, seq)).toEqual(["transaction.recorded", "topup.succeeded", "topup.failed"]);
  expect(await client.topups.get(topup.id)).toMatchObject({ status: "succeeded" });
  expect(await client.topups.get(refused.id)).toMatchObject({ status: "failed", failure_code: "no_account" });
  expect(await codeOf(client.topups.cancel(topup.id))).toBe("state_conflict");
  expect((await client.topups.update(topup.id, { description: null, metadata: { a: "b" } })).description).toBeNull();
  expect((await client.topups.list({ status: "canceled" })).data.map(({ id }) => id)).toEqual([taken.id]);
  expect((await client.balance.get()).available).toEqual([{ ...usd, amount: 5000 }]);
  expect((await client.sandbox.reconcile()).clean).toBe(true);
});
