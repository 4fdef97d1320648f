import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

async function begin() {
  const sandbox = await startSandbox();
  const member = await registerMember(sandbox, "ada@example.test");
  const anonymous = clientOf(sandbox, undefined);
  const person = clientOf(sandbox, member.session.token);
  const device = await anonymous.device.code({ client_name: "micro on a laptop" });
  const ask = () => anonymous.device.token({ device_code: device.device_code });
  const decide = (decision: "approve" | "deny", code = device.user_code) =>
    person.device.decide({ user_code: code, decision });
  return { sandbox, member, anonymous, person, device, ask, decide };
}

describe("a device", () => {
  test("is logged in once the person approves its code, and the code is good once", async () => {
    const { sandbox, member, device, ask, decide, person } = await begin();
    expect(device.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(device).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${sandbox.url}/auth/device` });
    expect(await failureOf(ask())).toMatchObject({ status: 400, code: "authorization_pending" });
    const lower = device.user_code.toLowerCase().replace("-", " ");
    expect(await person.device.lookup({ user_code: lower })).toMatchObject({ client_name: "micro on a laptop" });
    expect(await decide("approve", lower)).toMatchObject({ status: "approved" });
    const session = await ask();
    expect(session.user.id).toBe(member.session.user.id);
    expect((await clientOf(sandbox, session.token).auth.me()).id).toBe(session.user.id);
    expect(await codeOf(ask())).toBe("expired_token");
    expect(await codeOf(decide("approve"))).toBe("user_code_invalid");
  });

  test("that is refused gets nothing", async () => {
    const { ask, decide } = await begin();
    await decide("deny");
    expect(await codeOf(ask())).toBe("access_denied");
  });

  test.each(["changes the password", "sets it anew by a mail", "is removed"])(
    "whose person %s before it asks gets nothing",
    async (end) => {
      const { sandbox, ask, decide, person, anonymous, member } = await begin();
      await decide("approve");
      const password = "another good one";
      if (end === "is removed") await person.auth.deleteMe();
      else if (end === "changes the password") {
        await person.auth.changePassword({ current_password: member.password, password });
      } else {
        const { inbox } = clientOf(sandbox, (await member.createKey()).key);
        await anonymous.auth.forgotPassword({ email: member.email });
        const { message } = await inbox.wait({ to: member.email, template: "password_reset" });
        await anonymous.auth.resetPassword({ token: message!.links[0]!.token!, password });
      }
      expect(await codeOf(ask())).toBe("access_denied");
    },
  );

  test("that asks too soon has to wait five seconds longer each time, and it adds up", async () => {
    const { sandbox, ask, decide } = await begin();
    const answer = async (seconds: number) => {
      await sandbox.clock.advance(seconds);
      const failure = await failureOf(ask());
      return [failure.code, failure.body["interval"]];
    };
    expect(await answer(1)).toEqual(["authorization_pending", 5]);
    expect(await answer(4)).toEqual(["slow_down", 10]);
    expect(await answer(9)).toEqual(["slow_down", 15]);
    expect(await answer(15)).toEqual(["authorization_pending", 15]);
    expect(await answer(14)).toEqual(["slow_down", 20]);
    await decide("approve");
    expect((await ask()).object).toBe("session");
  });

  test("has ten minutes", async () => {
    const { sandbox, ask, member, device } = await begin();
    await sandbox.clock.advance(600);
    expect(await codeOf(ask())).toBe("expired_token");
    const person = clientOf(sandbox, member.session.token);
    expect(await codeOf(person.device.decide({ user_code: device.user_code, decision: "approve" }))).toBe(
      "user_code_invalid",
    );
  });

  test("cannot be found by guessing: five wrong codes lock the user out for ten minutes", async () => {
    const { sandbox, decide, person, ask, member, anonymous } = await begin();
    for (const guess of ["BBBB-BBBB", "CCCC-CCCC", "DDDD-DDDD"]) {
      expect(await codeOf(decide("approve", guess))).toBe("user_code_invalid");
    }
    for (const guess of ["FFFF-FFFF", "GGGG-GGGG"]) {
      expect(await codeOf(person.device.lookup({ user_code: guess }))).toBe("user_code_invalid");
    }
    expect(await failureOf(decide("approve"))).toMatchObject({ status: 429, code: "rate_limited" });
    expect(await codeOf(ask())).toBe("authorization_pending");
    expect((await person.auditLog.list({ action: "device.locked_out" })).data).toHaveLength(1);
    await sandbox.clock.advance(600);
    const next = await anonymous.device.code();
    const approved = await clientOf(sandbox, member.session.token).device.decide({
      user_code: next.user_code,
      decision: "approve",
    });
    expect(approved.status).toBe("approved");
  });
});

describe("the approval page", () => {
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

  test("logs in and approves, remembers who it was, and takes nothing from elsewhere", async () => {
    const { sandbox, member, anonymous, device, ask } = await begin();
    const { pathname, search } = new URL(device.verification_uri_complete);
    const page = await send(sandbox.url, { path: pathname + search });
    expect(page.text).toContain(`value="${device.user_code}"`);
    expect(page.headers["content-security-policy"]).not.toContain("unsafe");
    expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'");

    const { email, password } = member;
    const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      send(sandbox.url, {
        method: "POST",
        path: "/auth/device",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: sandbox.url, ...headers },
        body: form({ user_code: device.user_code, action: "approve", ...fields }),
      });
    expect((await post({ email, password }, { origin: "http://evil.test" })).status).toBe(403);
    expect((await post({ email, password: "wrong horse" })).text).toContain("The email or the password is wrong.");
    expect(await codeOf(ask())).toBe("authorization_pending");
    const done = await post({ email, password });
    expect(done.text).toContain("The device is logged in");
    const [cookie = ""] = done.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^micro_session=\S+; Path=\/auth\/device; Max-Age=900; HttpOnly; SameSite=Strict$/);
    expect((await ask()).user.email).toBe(email);

    const next = await anonymous.device.code();
    const again = await post({ user_code: next.user_code }, { cookie: cookie.split(";")[0] ?? "" });
    expect(again.text).toContain("The device is logged in");
  });

  test("registers whoever is new, when asked to", async () => {
    const { sandbox, device, ask } = await begin();
    const fields = { user_code: device.user_code, email: "new@example.test", password: "correct horse battery" };
    const post = (action: string) =>
      send(sandbox.url, {
        method: "POST",
        path: "/auth/device",
        headers: { "content-type": "application/x-www-form-urlencoded", origin: sandbox.url },
        body: form({ ...fields, action }),
      });
    expect((await post("approve")).text).toContain("Register and approve");
    expect((await post("register")).text).toContain("The device is logged in");
    expect((await ask()).user.email).toBe(fields.email);
  });
});
