import { eventTypes, roleScopes, runTrigger, scopes, type Client, type Operation, type Scope } from "@micro/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";

import { createSandbox, type Sandbox } from "../../src/index.ts";
import { createRandom } from "../../src/platform/random.ts";
import { formatApiKey } from "../../src/services/auth/api-key-format.ts";
import { clientOf, registerMember, type Member } from "../support/account.ts";
import { allOperations, idPrefixOf, operationsWithId, requestOf, requiredInput } from "../support/contract.ts";
import { findId, hashState } from "../support/store.ts";
import { send, type WireAnswer } from "../support/wire.ts";

let sandbox: Sandbox;
let member: Member;
let store: BetterSqlite.Database;
let viewer: Member;
let liveKey: string;
let expiredKey: string;
let revokedKey: string;
const restricted = new Map<Scope, string>();
const folder = mkdtempSync(join(tmpdir(), "micro-access-"));

beforeAll(async () => {
  const file = join(folder, "sandbox.db");
  sandbox = await createSandbox({ file, seed: "access", frozenAt: 1_800_000_000 });
  member = await registerMember(sandbox, "ada@example.test", sandbox.apiKey);
  for (const scope of scopes) {
    const { key } = await member.createKey(scopes.filter((other) => other !== scope));
    restricted.set(scope, key);
  }
  viewer = await registerMember(sandbox, "vera@example.test", sandbox.apiKey, "viewer");
  liveKey = (await member.createKey(undefined, "live")).key;
  const revoked = await member.createKey();
  revokedKey = revoked.key;
  await clientOf(sandbox, member.session.token).apiKeys.revoke(revoked.id);
  const expiring = await clientOf(sandbox, member.session.token).apiKeys.create({
    environment: "test",
    expires_at: sandbox.clock.now() + 1,
  });
  expiredKey = expiring.key;
  // One of everything that there is.
  await sandbox.client.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
  for (const type of eventTypes) await runTrigger(sandbox.client, type);
  await sandbox.clock.advance(1);
  await sandbox.settle();
  // Some triggers let time pass, and tokens live for a quarter of an hour only.
  for (const one of [member, viewer]) {
    one.session = await clientOf(sandbox, undefined).auth.login({ email: one.email, password: one.password });
  }
  store = new BetterSqlite(file, { readonly: true });
});
afterAll(async () => {
  store.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const unknownKey = formatApiKey("sk", "test", createRandom("another sandbox").bytes(24));
const isScope = (access: string): access is Scope => access.includes(":");

/** Calls an operation with credentials, for an id that is not there by default; nothing may be written by it. */
async function call(operation: Operation, headers: Record<string, string>, id = "nope"): Promise<WireAnswer> {
  const before = hashState(store);
  const request = requestOf(operation, id, requiredInput(operation));
  const answer = await send(sandbox.url, { ...request, headers: { ...request.headers, ...headers } });
  expect(hashState(store)).toBe(before);
  expect(answer.headers["request-id"]).toMatch(/^req_/);
  expect(answer.error).toMatchObject({
    doc_url: `/docs/errors/${answer.error?.code}`,
    request_id: answer.headers["request-id"],
  });
  return answer;
}
const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

/** Members are the account's, in both modes. */
const aboutMembers = ({ access }: Operation) => access.startsWith("members:");

const guarded = allOperations.filter(({ access }) => access !== "none" && access !== "optional");
const byKey = guarded.filter(({ access }) => isScope(access));
const bySession = guarded.filter(({ access }) => access === "session");

describe.each(guarded)("$id", (operation) => {
  const other = operation.access === "client_secret" ? "client_secret_required" : undefined;
  test.each<[string, () => Record<string, string>, string]>([
    ["without credentials", () => ({}), "credentials_missing"],
    ["with an unknown scheme", () => ({ authorization: `Digest ${sandbox.apiKey}` }), "credentials_missing"],
    ["with a malformed key", () => bearer(`${sandbox.apiKey.slice(0, -1)}!`), other ?? "api_key_malformed"],
    [
      "with a key that has a typo",
      () => bearer(sandbox.apiKey.replace(/.$/, (last) => (last === "x" ? "y" : "x"))),
      other ?? "api_key_malformed",
    ],
    ["with no key after the scheme", () => ({ authorization: "Bearer " }), other ?? "api_key_malformed"],
    ["with an unknown key", () => bearer(unknownKey), other ?? "api_key_invalid"],
    ["with an unknown key in X-Api-Key", () => ({ "x-api-key": unknownKey }), other ?? "api_key_invalid"],
    ["with an expired key", () => bearer(expiredKey), other ?? "api_key_expired"],
    ["with a revoked key", () => bearer(revokedKey), other ?? "api_key_revoked"],
    ["with a forged token", () => bearer(`${member.session.token}x`), other ?? "token_invalid"],
  ])("%s is refused", async (_, headers, code) => {
    const answer = await call(operation, headers());
    expect(answer.error).toMatchObject({ type: "authentication_error", code });
    expect(answer.status).toBe(401);
  });
});

const accountScopes: readonly string[] = roleScopes.owner;
const aboutAccount = byKey.filter(({ access }) => accountScopes.includes(access));

test.each(byKey.filter((operation) => !aboutAccount.includes(operation)))(
  "$id takes no token of a session",
  async (operation) => {
    const answer = await call(operation, bearer(member.session.token));
    expect([answer.status, answer.error?.code]).toEqual([401, "api_key_required"]);
  },
);

const viewerScopes: readonly string[] = roleScopes.viewer;

test.each(aboutAccount.filter(({ access }) => !viewerScopes.includes(access)))(
  "$id is not for viewers",
  async (operation) => {
    const answer = await call(operation, bearer(viewer.session.token));
    expect([answer.status, answer.error?.code]).toEqual([403, "role_insufficient"]);
  },
);

test.each(bySession)("$id takes no API key", async (operation) => {
  const answer = await call(operation, bearer(sandbox.apiKey));
  expect([answer.status, answer.error?.code]).toEqual([401, "session_required"]);
});

test.each(byKey)("$id is refused to a key that has every scope but its own", async (operation) => {
  const scope = operation.access as Scope;
  const answer = await call(operation, bearer(restricted.get(scope)!));
  expect(answer.status).toBe(403);
  expect(answer.error).toMatchObject({ type: "permission_error", code: "scope_missing" });
  expect(answer.error?.message).toContain(scope);
});

test.each(operationsWithId)("$id of an id that is not there is missing", async (operation) => {
  const credential = operation.access === "session" ? member.session.token : sandbox.apiKey;
  const answer = await call(operation, bearer(credential));
  expect(answer.status).toBe(404);
  expect(answer.error).toMatchObject({ type: "invalid_request_error", code: "resource_missing", param: "id" });
  expect(operation.errors).toContain("resource_missing");
});

// One's own sessions are one's own also among members of one account.
const isPerUser = ({ id }: Operation) => id === "sessions.revoke";

// `isolation.test.ts` does the same from another account.
async function ownId(operation: Operation): Promise<string> {
  if (operation.path.startsWith("/sandbox/faults")) {
    return (await sandbox.client.faults.create({ effect: "drop", event_type: "no.such.event" })).id;
  }
  if (operation.path.startsWith("/sandbox/snapshots")) return (await sandbox.client.snapshots.save()).id;
  if (operation.path.startsWith("/billing/invoice_payments")) {
    return (await sandbox.client.invoicePayments.list({ limit: 1 })).data[0]?.id ?? "";
  }
  if (operation.path.startsWith("/payments/confirmation_tokens")) {
    return (await sandbox.client.confirmationTokens.create({ payment_method: "pm_card_visa" })).id;
  }
  if (operation.path.startsWith("/sandbox/forks")) return (await forkOf(sandbox.client)).id;
  const id = findId(store, idPrefixOf(operation), 1);
  if (id === undefined) throw new Error(`No trigger makes what ${operation.id} is about.`);
  return id;
}

const forkOf = async ({ snapshots }: Client) => snapshots.fork((await snapshots.save()).id);

test.each(operationsWithId.filter((operation) => isScope(operation.access) && !aboutMembers(operation)))(
  "$id of something that is there is missing in the other mode",
  async (operation) => {
    const answer = await call(operation, bearer(liveKey), await ownId(operation));
    expect([answer.status, answer.error?.code]).toEqual([404, "resource_missing"]);
  },
);

test.each(operationsWithId.filter(isPerUser))(
  "$id of something that is there is missing for another member",
  async (operation) => {
    const answer = await call(operation, bearer(viewer.session.token), await ownId(operation));
    expect([answer.status, answer.error?.code]).toEqual([404, "resource_missing"]);
  },
);

test("the digest that no refusal changes tells what an accepted call writes", async () => {
  const before = hashState(store);
  await sandbox.client.customers.create({});
  expect(hashState(store)).not.toBe(before);
});

test("an operation that anyone may call says so in its access", () => {
  const open = allOperations.filter(({ access }) => access === "none" || access === "optional").map(({ id }) => id);
  expect(open).toMatchInlineSnapshot(`
    [
      "auth.register",
      "auth.login",
      "auth.refresh",
      "auth.forgot_password",
      "auth.reset_password",
      "auth.verify_email",
      "auth.jwks",
      "device.code",
      "device.token",
      "page_sessions.open",
      "sandbox.health",
    ]
  `);
});

test.each(guarded.filter(({ method }) => method !== "GET"))("$id needs more than the right to read", ({ access }) => {
  expect(access).not.toMatch(/:read$/);
});
