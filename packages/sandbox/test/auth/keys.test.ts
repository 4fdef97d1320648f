import { createHmac } from "node:crypto";

import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, type JSONWebKeySet } from "jose";
import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { frozenAt, startSandbox, temporaryFile } from "../support/sandbox.ts";

const day = 24 * 3600;

describe("an API key", () => {
  test("that is rolled works on until the overlap ends, and its successor may do the same", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const old = await member.createKey(["payments:read"]);
    const own = clientOf(sandbox, member.session.token);
    const next = await own.apiKeys.roll(old.id, { overlap_s: 60 });
    expect(next).toMatchObject({ scopes: ["payments:read"], environment: "test", rolled_to: null });
    expect(next.key).toMatch(/^rk_test_/);
    expect(await failureOf(own.apiKeys.roll(old.id))).toMatchObject({ status: 409, code: "state_conflict" });
    for (const key of [old.key, next.key]) {
      expect((await clientOf(sandbox, key).paymentIntents.list()).data).toEqual([]);
    }
    await sandbox.clock.advance(60);
    expect(await codeOf(clientOf(sandbox, old.key).paymentIntents.list())).toBe("api_key_expired");
    expect((await clientOf(sandbox, next.key).paymentIntents.list()).data).toEqual([]);
    const [, listed] = (await clientOf(sandbox, (await registerMemberAgain(sandbox, member)).token).apiKeys.list())
      .data;
    expect(listed).toMatchObject({ id: old.id, rolled_to: next.id, last_used_at: frozenAt });
  });

  test("has nothing expanded that it may not read, and what asks for that does nothing", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const all = clientOf(sandbox, (await member.createKey()).key);
    const { id: customer } = await all.customers.create({ name: "Ada" });
    const writer = clientOf(sandbox, (await member.createKey(["payments:write"])).key);
    const pay = { amount: 2000, currency: "usd", customer } as const;
    expect(await codeOf(writer.paymentIntents.create({ ...pay, expand: ["customer"] }))).toBe("scope_missing");
    expect((await all.paymentIntents.list()).data).toEqual([]);
    expect(await writer.paymentIntents.create(pay)).toMatchObject({ customer });
  });

  test("makes keys of its own mode with no more than it has itself", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const narrow = clientOf(sandbox, (await member.createKey(["auth:write", "auth:read", "payments:read"])).key);
    expect((await narrow.apiKeys.create({ environment: "test", scopes: ["payments:read"] })).scopes).toEqual([
      "payments:read",
    ]);
    expect(await codeOf(narrow.apiKeys.create({ environment: "test" }))).toBe("scope_missing");
    expect(await codeOf(narrow.apiKeys.create({ environment: "test", scopes: ["payments:write"] }))).toBe(
      "scope_missing",
    );
    const live = narrow.apiKeys.create({ environment: "live", scopes: ["payments:read"] });
    expect(await codeOf(live)).toBe("mode_forbidden");
    const wide = await member.createKey();
    expect(await codeOf(narrow.apiKeys.roll(wide.id))).toBe("scope_missing");
    expect(await codeOf(narrow.apiKeys.revoke(wide.id))).toBe("scope_missing");
    expect((await clientOf(sandbox, wide.key).paymentIntents.list()).data).toEqual([]);
  });
});

const registerMemberAgain = (
  sandbox: Parameters<typeof clientOf>[0],
  { email, password }: { email: string; password: string },
) => clientOf(sandbox, undefined).auth.login({ email, password });

const readKeys = async (sandbox: Parameters<typeof clientOf>[0]) =>
  (await clientOf(sandbox, undefined).auth.jwks()) as unknown as JSONWebKeySet;

describe("signing keys", () => {
  test("rotate after thirty days: published ten minutes before, kept until the last token is dead", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const [first] = (await readKeys(sandbox)).keys;
    const kidOf = async () => {
      const { token } = await registerMemberAgain(sandbox, member);
      const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(await readKeys(sandbox)), {
        currentDate: new Date(sandbox.clock.now() * 1000),
      });
      return protectedHeader.kid;
    };
    const published = async () => (await readKeys(sandbox)).keys.map(({ kid }) => kid);

    await sandbox.clock.advance(30 * day - 601);
    expect(await published()).toEqual([first?.kid]);
    await sandbox.clock.advance(1);
    const [, second] = await published();
    expect(second).toBeDefined();
    expect(await kidOf()).toBe(first?.kid);
    await sandbox.clock.advance(599);
    const last = await registerMemberAgain(sandbox, member);
    await sandbox.clock.advance(1);
    expect(await kidOf()).toBe(second);
    await sandbox.clock.advance(898);
    expect((await clientOf(sandbox, last.token).auth.me()).email).toBe(member.email);
    expect(await published()).toEqual([first?.kid, second]);
    await sandbox.clock.advance(2);
    expect(await published()).toEqual([second]);
  });

  test("rotate by hand, one at a time", async () => {
    const sandbox = await startSandbox();
    await readKeys(sandbox);
    const rotated = await sandbox.client.signingKeys.rotate();
    expect(rotated).toMatchObject({ created: frozenAt, signs_from: frozenAt + 600, retires_at: null });
    expect(await codeOf(sandbox.client.signingKeys.rotate())).toBe("state_conflict");
    const { data } = await sandbox.client.signingKeys.list();
    expect(data.map(({ retires_at: end }) => end)).toEqual([null, frozenAt + 600 + 900]);
  });

  test("and tokens are the same bytes for the same seed, and survive a restart", async () => {
    const file = temporaryFile();
    const begin = async (options: { file?: string }) => {
      const sandbox = await startSandbox({ seed: "same", ...options });
      return { sandbox, session: (await registerMember(sandbox, "ada@example.test")).session };
    };
    const [one, two] = [await begin({}), await begin({ file })];
    expect(one.session).toEqual(two.session);
    await two.sandbox.close();
    const again = await startSandbox({ seed: "same", file });
    expect((await clientOf(again, two.session.token).auth.me()).email).toBe("ada@example.test");
    expect(await readKeys(again)).toEqual(await readKeys(one.sandbox));
  });
});

describe("a forged token", () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

  test("without a signature, with a secret's, with another key's or for somebody else is refused", async () => {
    const sandbox = await startSandbox();
    const { session } = await registerMember(sandbox, "ada@example.test");
    const [header = "", payload = ""] = session.token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, string>;
    expect(claims).toMatchObject({
      userId: session.user.id,
      email: "ada@example.test",
      role: "owner",
      sessionId: session.id,
      iss: "micro",
      aud: "micro-api",
    });
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const [jwk] = (await readKeys(sandbox)).keys;
    const confused = `${part({ alg: "HS256", kid, typ: "JWT" })}.${payload}`;
    const hmac = (key: string) => createHmac("sha256", key).update(confused).digest("base64url");
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const own = await exportJWK(privateKey);
    const sign = (header: object, changes: object = {}) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: "RS256", ...header }).sign(privateKey);
    const forged = [
      `${part({ alg: "none", kid })}.${payload}.`,
      `${part({ alg: "None", kid })}.${payload}.`,
      `${confused}.${hmac(JSON.stringify(jwk))}`,
      `${confused}.${hmac(jwk?.n ?? "")}`,
      `${header}.${part({ ...claims, userId: "usr_1", sessionId: "ses_1" })}.${session.token.split(".")[2]}`,
      await sign({ kid }),
      await sign({}),
      await sign({ kid: "unknown" }),
      await sign({ kid, jwk: { kty: own.kty!, n: own.n!, e: own.e! } }),
      await sign({ kid, jku: "http://127.0.0.1:9/jwks.json" }),
      `${session.token}.x`,
      "..",
    ];
    for (const token of forged) expect(await codeOf(clientOf(sandbox, token).auth.me())).toBe("token_invalid");
  });
});
