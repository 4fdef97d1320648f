import { crc32 } from "node:zlib";

import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { codeOf, failureOf } from "../../../test/support/failure.ts";
import { eventsOf, eventTypesOf } from "../../../test/support/look.ts";
import { frozenAt, startSandbox, temporaryFile } from "../../../test/support/sandbox.ts";
import { countRows, openStore } from "../../../test/support/store.ts";
import { formatApiKey, isApiKey, readApiKey, truncateApiKey } from "./api-key-format.ts";

describe("registering", () => {
  test("without credentials opens an account of its own", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "Ada@Example.test");
    expect(member.account).not.toBe(sandbox.account.id);
    expect(member.session.user).toMatchObject({ object: "user", email: "ada@example.test", name: null });
    const { key } = await member.createKey();
    const client = clientOf(sandbox, key);
    expect(await eventTypesOf(client)).toEqual(["user.registered", "api_key.created"]);
    expect(await eventsOf(sandbox.client)).toEqual([]);
    expect(JSON.stringify(await eventsOf(client))).not.toMatch(/password|correct horse/);
  });

  test("with an API key joins the key's account", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test", sandbox.apiKey);
    expect(member.account).toBe(sandbox.account.id);
    expect(await eventTypesOf(sandbox.client)).toEqual(["user.registered"]);
  });

  test("an address a second time is refused, whatever its case, and leaves the answer only", async () => {
    const file = temporaryFile();
    const sandbox = await startSandbox({ file });
    const anonymous = clientOf(sandbox, undefined);
    await anonymous.auth.register({ email: "ada@example.test", password: "correct horse" });
    const before = countRows(openStore(file));
    const again = anonymous.auth.register({ email: "ADA@example.TEST", password: "another horse" });
    expect(await failureOf(again)).toMatchObject({ status: 400, code: "email_taken", param: "email" });
    expect(countRows(openStore(file))).toEqual({ ...before, idempotency_keys: before["idempotency_keys"]! + 1 });
  });

  test.each([
    [{ email: "ada", password: "correct horse" }, "email"],
    [{ email: "a b@example.test", password: "correct horse" }, "email"],
    [{ email: "ada@example.test", password: "1234567" }, "password"],
    [{ email: "ada@example.test", password: "x".repeat(1025) }, "password"],
    [{ email: "ada@example.test", password: "correct horse", name: "" }, "name"],
  ])("with %j is refused", async (input, param) => {
    const sandbox = await startSandbox();
    const failure = await failureOf(clientOf(sandbox, undefined).auth.register(input));
    expect(failure).toMatchObject({ status: 400, code: "parameter_invalid_string", param });
    expect(failure.message).not.toContain(input.password);
  });

  test("by many at once with one address succeeds once", async () => {
    const sandbox = await startSandbox();
    const anonymous = clientOf(sandbox, undefined);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        anonymous.auth.register({ email: "ada@example.test", password: "correct horse" }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("logging in", () => {
  test("gives a token that anyone can verify by the published keys", async () => {
    const sandbox = await startSandbox();
    const { session } = await registerMember(sandbox, "ada@example.test");
    expect(session).toMatchObject({ object: "session", expires_in: 900 });
    const jwks = (await clientOf(sandbox, undefined).auth.jwks()) as unknown as JSONWebKeySet;
    const { payload, protectedHeader } = await jwtVerify(session.token, createLocalJWKSet(jwks), {
      currentDate: new Date(frozenAt * 1000),
    });
    expect(protectedHeader).toMatchObject({ alg: "RS256", kid: jwks.keys[0]?.kid });
    expect(payload).toMatchObject({ sub: session.user.id, iat: frozenAt, exp: frozenAt + 900 });
    expect(Object.keys(jwks.keys[0]!).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  test("with a wrong password and with an unknown address answers alike", async () => {
    const sandbox = await startSandbox();
    const { email } = await registerMember(sandbox, "ada@example.test");
    const anonymous = clientOf(sandbox, undefined);
    const failures = await Promise.all(
      [email, "nobody@example.test", "dev@localhost"].map((address) =>
        failureOf(anonymous.auth.login({ email: address, password: "wrong horse" })),
      ),
    );
    for (const failure of failures) expect(failure).toMatchObject({ status: 401, code: "login_failed" });
    expect(new Set(failures.map(({ message }) => message)).size).toBe(1);
  });

  test("to the default account, which has no password, is refused with an empty one, too", async () => {
    const sandbox = await startSandbox();
    const login = clientOf(sandbox, undefined).auth.login({ email: "dev@localhost", password: "" });
    expect(await codeOf(login)).toBe("login_failed");
  });
});

describe("a token", () => {
  test("ends after fifteen minutes", async () => {
    const sandbox = await startSandbox();
    const { session } = await registerMember(sandbox, "ada@example.test");
    const client = clientOf(sandbox, session.token);
    await sandbox.clock.advance(899);
    expect((await client.auth.me()).id).toBe(session.user.id);
    await sandbox.clock.advance(1);
    expect(await failureOf(client.auth.me())).toMatchObject({ status: 401, code: "token_expired" });
  });

  test("ends with its session", async () => {
    const sandbox = await startSandbox();
    const { session } = await registerMember(sandbox, "ada@example.test");
    const client = clientOf(sandbox, session.token);
    expect(await client.auth.logout()).toMatchObject({ id: session.id, revoked: true });
    expect(await codeOf(client.auth.me())).toBe("token_invalid");
    const refresh = client.auth.refresh({ refresh_token: session.refresh_token });
    expect(await codeOf(refresh)).toBe("refresh_token_invalid");
  });

  test("that was changed, or that another sandbox signed, is refused", async () => {
    const [sandbox, other] = [await startSandbox(), await startSandbox({ seed: "other" })];
    const { session } = await registerMember(sandbox, "ada@example.test");
    const foreign = await registerMember(other, "ada@example.test");
    const [header = "", payload = "", signature = ""] = session.token.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    const later = { ...(JSON.parse(Buffer.from(payload, "base64url").toString()) as object), exp: frozenAt * 2 };
    const forged = [
      foreign.session.token,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${header}.${Buffer.from(JSON.stringify(later)).toString("base64url")}.${signature}`,
      `${none}.${payload}.`,
      `${header}.${payload}`,
      "a.b.c",
      "...",
      `.${payload}.`,
    ];
    for (const token of forged) {
      expect(await failureOf(clientOf(sandbox, token).auth.me())).toMatchObject({ status: 401, code: "token_invalid" });
    }
  });
});

describe("refreshing", () => {
  const begin = async () => {
    const sandbox = await startSandbox();
    const anonymous = clientOf(sandbox, undefined);
    const { session } = await registerMember(sandbox, "ada@example.test");
    const refresh = (token: string) => anonymous.auth.refresh({ refresh_token: token });
    return { sandbox, session, refresh };
  };

  test("gives a new pair of tokens of the same session", async () => {
    const { sandbox, session, refresh } = await begin();
    await sandbox.clock.advance(3600);
    const next = await refresh(session.refresh_token);
    expect(next.id).toBe(session.id);
    expect(next.refresh_token).not.toBe(session.refresh_token);
    expect((await clientOf(sandbox, next.token).auth.me()).id).toBe(session.user.id);
    expect((await refresh(next.refresh_token)).id).toBe(session.id);
  });

  test("by two at once gives both the same next token", async () => {
    const { sandbox, session, refresh } = await begin();
    const [first, second] = await Promise.all([refresh(session.refresh_token), refresh(session.refresh_token)]);
    expect(second.refresh_token).toBe(first.refresh_token);
    await sandbox.clock.advance(30);
    expect((await refresh(session.refresh_token)).refresh_token).toBe(first.refresh_token);
  });

  test("with an old token after its grace ends the session for everyone", async () => {
    const { sandbox, session, refresh } = await begin();
    const next = await refresh(session.refresh_token);
    await sandbox.clock.advance(31);
    expect(await failureOf(refresh(session.refresh_token))).toMatchObject({
      status: 401,
      code: "refresh_token_invalid",
    });
    expect(await codeOf(refresh(next.refresh_token))).toBe("refresh_token_invalid");
    expect(await codeOf(clientOf(sandbox, next.token).auth.me())).toBe("token_invalid");
  });

  test("with a token that is two generations old ends the session, also within the grace", async () => {
    const { session, refresh } = await begin();
    const second = await refresh(session.refresh_token);
    const third = await refresh(second.refresh_token);
    expect(await codeOf(refresh(session.refresh_token))).toBe("refresh_token_invalid");
    expect(await codeOf(refresh(third.refresh_token))).toBe("refresh_token_invalid");
  });

  test("ends with the session after seven days", async () => {
    const { sandbox, session, refresh } = await begin();
    await sandbox.clock.advance(7 * 24 * 3600);
    expect(await codeOf(refresh(session.refresh_token))).toBe("refresh_token_invalid");
  });

  test("with a forged token is refused and ends nothing", async () => {
    const { session, refresh } = await begin();
    const parts = session.refresh_token.split("_");
    const forged = [
      "x",
      session.refresh_token.slice(0, -1),
      [...parts.slice(0, 3), "2", ...parts.slice(4)].join("_"),
      session.token,
    ];
    for (const token of forged) {
      const code = token.length > 500 ? "parameter_invalid_string" : "refresh_token_invalid";
      expect(await codeOf(refresh(token))).toBe(code);
    }
    expect((await refresh(session.refresh_token)).id).toBe(session.id);
  });
});

describe("the form of an API key", () => {
  const secret = Buffer.alloc(24, 9);

  test.each([
    ["sk", "test", "sk_test_"],
    ["sk", "live", "sk_live_"],
    ["rk", "test", "rk_test_"],
    ["rk", "live", "rk_live_"],
    ["pk", "test", "pk_test_"],
    ["pk", "live", "pk_live_"],
  ] as const)("%s in %s mode begins with %s and ends with its checksum", (kind, mode, prefix) => {
    const key = formatApiKey(kind, mode, secret);
    expect(key).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{39}$`));
    const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const checksum = Array.from(key.slice(-6)).reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(checksum).toBe(crc32(key.slice(0, -6)));
    expect(isApiKey(key)).toBe(true);
    expect(readApiKey(key)).toEqual({ mode, bytes: secret });
    expect(truncateApiKey(key)).toBe(`${prefix}…${key.slice(-4)}`);
  });

  test("tells every typo in one place", () => {
    const key = formatApiKey("sk", "test", secret);
    for (let index = 0; index < key.length; index++) {
      const other = key[index] === "x" ? "y" : "x";
      expect(isApiKey(key.slice(0, index) + other + key.slice(index + 1))).toBe(false);
    }
    for (const text of ["", `${key}0`, key.slice(1), ` ${key}`, key.toUpperCase(), `${key}\n`]) {
      expect(isApiKey(text)).toBe(false);
    }
  });
});

describe("an API key", () => {
  test("is shown once, works at once, and is listed without its secret", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const { id, key } = await member.createKey();
    const client = clientOf(sandbox, key);
    expect(await client.auth.whoami()).toMatchObject({
      account: member.account,
      email: "ada@example.test",
      environment: "test",
      credential: id,
      scopes: null,
      livemode: false,
    });
    const { data } = await clientOf(sandbox, member.session.token).apiKeys.list();
    expect(data).toMatchObject([
      { id, environment: "test", revoked_at: null, truncated_key: `sk_test_…${key.slice(-4)}` },
    ]);
    expect(JSON.stringify([data, await eventsOf(client)])).not.toContain(key);
  });

  test("that is revoked stops at once, and revoking it again changes nothing", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const [kept, revoked] = [await member.createKey(), await member.createKey()];
    const session = clientOf(sandbox, member.session.token);
    const first = await session.apiKeys.revoke(revoked.id);
    expect(first.revoked_at).toBe(frozenAt);
    await sandbox.clock.advance(10);
    expect(await session.apiKeys.revoke(revoked.id)).toEqual(first);
    const failure = await failureOf(clientOf(sandbox, revoked.key).paymentIntents.list());
    expect(failure).toMatchObject({ status: 401, code: "api_key_revoked" });
    const types = await eventTypesOf(clientOf(sandbox, kept.key));
    expect(types.filter((type) => type === "api_key.revoked")).toHaveLength(1);
  });

  test("with an end works until then", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const session = clientOf(sandbox, member.session.token);
    const { key } = await session.apiKeys.create({ environment: "test", expires_at: frozenAt + 60 });
    const client = clientOf(sandbox, key);
    await sandbox.clock.advance(59);
    expect((await client.paymentIntents.list()).data).toEqual([]);
    await sandbox.clock.advance(1);
    expect(await failureOf(client.paymentIntents.list())).toMatchObject({ status: 401, code: "api_key_expired" });
    const past = session.apiKeys.create({ environment: "test", expires_at: frozenAt + 60 });
    expect(await failureOf(past)).toMatchObject({ status: 400, code: "parameter_invalid", param: "expires_at" });
  });

  test("of live mode sees nothing of test mode", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const test = clientOf(sandbox, (await member.createKey()).key);
    const live = clientOf(sandbox, (await member.createKey(undefined, "live")).key);
    const { id } = await test.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "tok_visa",
      confirm: true,
    });
    expect(await codeOf(live.paymentIntents.get(id))).toBe("resource_missing");
    expect((await live.paymentIntents.list()).data).toEqual([]);
    expect((await live.ledger.trialBalance()).currencies).toEqual([]);
    const paid = await live.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "tok_visa",
      confirm: true,
    });
    expect(paid.livemode).toBe(true);
    expect((await eventsOf(live)).every(({ livemode }) => livemode)).toBe(true);
  });

  test("of another account is not found, and stays in force", async () => {
    const sandbox = await startSandbox();
    const [ada, bob] = [
      await registerMember(sandbox, "ada@example.test"),
      await registerMember(sandbox, "bob@example.test"),
    ];
    const { id, key } = await ada.createKey();
    const revoke = clientOf(sandbox, bob.session.token).apiKeys.revoke(id);
    expect(await codeOf(revoke)).toBe("resource_missing");
    expect((await clientOf(sandbox, key).paymentIntents.list()).data).toEqual([]);
  });
});

describe("the default account", () => {
  test("has the same key at every start on a file, and another in another file", async () => {
    const file = temporaryFile();
    const first = await startSandbox({ file, seed: undefined });
    const { apiKey, account } = first;
    await first.close();
    const second = await startSandbox({ file, seed: undefined });
    expect({ apiKey: second.apiKey, account: second.account }).toEqual({ apiKey, account });
    expect((await startSandbox({ seed: undefined })).apiKey).not.toBe(apiKey);
  });
});

// The stored answer to a call with an idempotency key is the answer itself, kept for a day, so that it can be replayed.
test("no password, key or token is readable in the file beyond what a replay needs", async () => {
  const file = temporaryFile();
  const sandbox = await startSandbox({ file });
  const member = await registerMember(sandbox, "ada@example.test");
  const { key } = await member.createKey();
  await sandbox.settle();
  await sandbox.client.requests.list();
  const store = openStore(file);
  const tables = store
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'idempotency_keys'")
    .pluck()
    .all()
    .map(String);
  const found: string[] = [];
  for (const table of tables) {
    const text = JSON.stringify(store.prepare(`SELECT * FROM "${table}"`).all());
    const secrets = {
      password: member.password,
      token: member.session.token,
      refresh: member.session.refresh_token,
      key,
    };
    for (const [name, secret] of Object.entries(secrets)) if (text.includes(secret)) found.push(`${name} in ${table}`);
    if (text.includes(sandbox.apiKey)) found.push(`default key in ${table}`);
  }
  expect(found).toEqual([]);
});
