import { setTimeout as sleep } from "node:timers/promises";

import type { ErrorCode, Session } from "@micro/sdk";
import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { eventTypesOf } from "../support/look.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

async function begin() {
  const sandbox = await startSandbox();
  const member = await registerMember(sandbox, "ada@example.test", sandbox.apiKey);
  const anonymous = clientOf(sandbox, undefined);
  const askForToken = async () => {
    const newest = (await sandbox.client.inbox.list({ to: member.email, limit: 1 })).data[0];
    expect(await anonymous.auth.forgotPassword({ email: "ADA@example.test" })).toEqual({ object: "accepted" });
    const { message } = await sandbox.client.inbox.wait({
      to: member.email,
      ...(newest && { after: newest.id }),
    });
    return message!.links[0]!.token!;
  };
  const logIn = (password: string) => anonymous.auth.login({ email: member.email, password });
  return { sandbox, member, anonymous, askForToken, logIn };
}

describe("a forgotten password", () => {
  test("is set anew by the link of a mail, once, and every session ends", async () => {
    const { sandbox, member, anonymous, askForToken, logIn } = await begin();
    const token = await askForToken();
    const user = await anonymous.auth.resetPassword({ token, password: "another battery" });
    expect(user.id).toBe(member.session.user.id);
    expect(await codeOf(clientOf(sandbox, member.session.token).auth.me())).toBe("token_invalid");
    expect(await codeOf(logIn(member.password))).toBe("login_failed");
    expect((await logIn("another battery")).user.id).toBe(user.id);
    const again = anonymous.auth.resetPassword({ token, password: "a third battery" });
    expect(await failureOf(again)).toMatchObject({ status: 400, code: "mail_token_invalid", param: "token" });
    expect(await eventTypesOf(sandbox.client)).toContain("password.reset");
  });

  test("has an hour", async () => {
    const { sandbox, anonymous, askForToken } = await begin();
    const token = await askForToken();
    await sandbox.clock.advance(3600);
    expect(await codeOf(anonymous.auth.resetPassword({ token, password: "another battery" }))).toBe(
      "mail_token_invalid",
    );
  });

  test("makes older links useless once one was used", async () => {
    const { sandbox, anonymous, askForToken } = await begin();
    const first = await askForToken();
    await sandbox.clock.advance(1);
    const second = await askForToken();
    expect(second).not.toBe(first);
    await anonymous.auth.resetPassword({ token: second, password: "another battery" });
    expect(await codeOf(anonymous.auth.resetPassword({ token: first, password: "a third battery" }))).toBe(
      "mail_token_invalid",
    );
    // The mail reads as it did: it does not become a new link.
    const { data } = await sandbox.client.inbox.list();
    expect(data.map(({ links }) => links[0]?.token)).toEqual([second, first]);
  });

  test("of an unknown address is answered alike, and no mail is sent", async () => {
    const { sandbox, anonymous } = await begin();
    expect(await anonymous.auth.forgotPassword({ email: "nobody@example.test" })).toEqual({ object: "accepted" });
    await sandbox.settle();
    expect((await sandbox.client.inbox.list()).data).toEqual([]);
  });

  test.each([
    ["of a changed user", (token: string) => token.replace("usr_", "usr_0").slice(0, -1)],
    ["of a later hour", (token: string) => token.replace(/_(\d{10})_/, "_9999999999_")],
    ["for another purpose", (token: string) => token.replace("prt_", "emv_")],
    ["of nothing", () => "x"],
  ])("cannot be set with a token %s", async (_, forge) => {
    const { anonymous, askForToken, logIn, member } = await begin();
    const token = forge(await askForToken());
    expect(await codeOf(anonymous.auth.resetPassword({ token, password: "another battery" }))).toBe(
      "mail_token_invalid",
    );
    expect((await logIn(member.password)).object).toBe("session");
  });

  test("is set on the page that the link leads to", async () => {
    const { sandbox, askForToken, logIn } = await begin();
    const token = await askForToken();
    const page = await send(sandbox.url, { path: `/auth/reset-password?token=${token}` });
    expect(page.text).toContain(`value="${token}"`);
    const post = (origin: string) =>
      send(sandbox.url, {
        method: "POST",
        path: "/pages/reset-password",
        headers: { "content-type": "application/x-www-form-urlencoded", origin },
        body: `token=${token}&password=another+battery`,
      });
    expect((await post("http://evil.test")).status).toBe(403);
    expect((await post(sandbox.url)).text).toContain("The new password is set");
    expect((await logIn("another battery")).object).toBe("session");
  });
});

describe("a password", () => {
  test("is changed by whoever knows it; the other sessions end, this one stays", async () => {
    const { sandbox, member, logIn } = await begin();
    const other = await logIn(member.password);
    const own = clientOf(sandbox, member.session.token);
    const change = (current: string) =>
      own.auth.changePassword({ current_password: current, password: "another battery" });
    expect(await failureOf(change("wrong"))).toMatchObject({ status: 401, code: "login_failed" });
    await change(member.password);
    expect((await own.auth.me()).id).toBe(member.session.user.id);
    expect(await codeOf(clientOf(sandbox, other.token).auth.me())).toBe("token_invalid");
    expect((await logIn("another battery")).object).toBe("session");
  });

  test("is changed once by those who change it side by side", async () => {
    const { sandbox, member, logIn } = await begin();
    const own = clientOf(sandbox, member.session.token);
    const passwords = ["battery number one", "battery number two", "battery number three"];
    const changes = await Promise.allSettled(
      passwords.map((password) => own.auth.changePassword({ current_password: member.password, password })),
    );
    const changed = passwords.filter((_, index) => changes[index]?.status === "fulfilled");
    expect(changed).toHaveLength(1);
    expect((await logIn(changed[0]!)).object).toBe("session");
  });
});

describe("a login that began with the old password", () => {
  test.each(["change", "reset"] as const)("opens nothing that outlives a %s", async (how) => {
    const { sandbox, member, anonymous, askForToken, logIn } = await begin();
    const password = "another battery";
    const token = how === "reset" ? await askForToken() : "";
    const own = clientOf(sandbox, member.session.token);
    const replaced =
      how === "reset"
        ? anonymous.auth.resetPassword({ token, password })
        : own.auth.changePassword({ current_password: member.password, password });
    // Whenever the password is replaced, some of them have compared it and not opened a session yet.
    const logins: Promise<Session | ErrorCode>[] = [];
    while (logins.length < 24) {
      const login = logIn(member.password);
      logins.push(login.catch(() => codeOf(login)));
      await sleep(4);
    }
    await replaced;
    const outcomes = await Promise.all(logins);
    const sessions = outcomes.filter((outcome) => typeof outcome !== "string");
    const codes = await Promise.all(sessions.map(({ token: one }) => codeOf(clientOf(sandbox, one).auth.me())));
    expect(codes.filter((code) => code !== "token_invalid")).toEqual([]);
    expect(outcomes.filter((outcome) => typeof outcome === "string" && outcome !== "login_failed")).toEqual([]);
  });

  test("opens nothing when the user is removed meanwhile", async () => {
    const { sandbox, member, logIn } = await begin();
    const login = codeOf(logIn(member.password));
    await sandbox.client.members.remove(member.session.user.id);
    expect(await login).toBe("login_failed");
  });
});

describe("an address", () => {
  test("has to be proven first, where the sandbox asks for it", async () => {
    const sandbox = await startSandbox({ verifyEmail: true });
    const anonymous = clientOf(sandbox, undefined);
    const credentials = { email: "ada@example.test", password: "correct horse battery" };
    await anonymous.auth.register(credentials, { apiKey: sandbox.apiKey });
    expect(await failureOf(anonymous.auth.login(credentials))).toMatchObject({ status: 403, code: "email_unverified" });
    const { message } = await sandbox.client.inbox.wait({ template: "email_verification" });
    expect(message).toMatchObject({ subject: "Confirm your address", to: credentials.email });
    const user = await anonymous.auth.verifyEmail({ token: message!.links[0]!.token! });
    expect(user.email_verified).toBe(true);
    expect((await anonymous.auth.login(credentials)).user.email_verified).toBe(true);
  });

  test("can be proven later", async () => {
    const { sandbox, member, anonymous } = await begin();
    expect(member.session.user.email_verified).toBe(false);
    await clientOf(sandbox, member.session.token).auth.requestVerification();
    const { message } = await sandbox.client.inbox.wait({ template: "email_verification" });
    const token = message!.links[0]!.token!;
    for (const _ of [1, 2]) expect((await anonymous.auth.verifyEmail({ token })).email_verified).toBe(true);
  });
});
