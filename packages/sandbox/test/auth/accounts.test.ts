import { describe, expect, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { codeOf, failureOf } from "../support/failure.ts";
import { startSandbox } from "../support/sandbox.ts";

async function begin() {
  const sandbox = await startSandbox();
  const owner = await registerMember(sandbox, "owner@example.test");
  const asOwner = clientOf(sandbox, owner.session.token);
  const developer = await registerMember(sandbox, "dev@example.test", owner.session.token);
  const viewer = await registerMember(sandbox, "viewer@example.test", owner.session.token, "viewer");
  return { sandbox, owner, asOwner, developer, viewer };
}

describe("roles", () => {
  test("come from whoever invites: an owner opens the account, others join as what they are told", async () => {
    const { owner, developer, viewer, asOwner } = await begin();
    expect([owner, developer, viewer].map(({ session }) => session.user.role)).toEqual([
      "owner",
      "developer",
      "viewer",
    ]);
    expect(new Set([owner, developer, viewer].map(({ account }) => account)).size).toBe(1);
    expect((await asOwner.members.list({ role: "viewer" })).data.map(({ id }) => id)).toEqual([viewer.session.user.id]);
  });

  test("decide what a session may do", async () => {
    const { sandbox, developer, viewer } = await begin();
    const [asDeveloper, asViewer] = [developer, viewer].map(({ session }) => clientOf(sandbox, session.token)) as [
      ReturnType<typeof clientOf>,
      ReturnType<typeof clientOf>,
    ];
    expect((await asDeveloper.apiKeys.create({ environment: "test" })).object).toBe("api_key");
    expect(await codeOf(asViewer.apiKeys.create({ environment: "test" }))).toBe("role_insufficient");
    expect((await asViewer.apiKeys.list()).data).toHaveLength(1);
    expect(await codeOf(asDeveloper.members.update(viewer.session.user.id, { role: "owner" }))).toBe(
      "role_insufficient",
    );
    const join = clientOf(sandbox, undefined).auth.register(
      { email: "eve@example.test", password: "correct horse battery", role: "owner" },
      { apiKey: viewer.session.token },
    );
    expect(await codeOf(join)).toBe("role_insufficient");
  });

  test("hold from the next request on, whatever the token says", async () => {
    const { sandbox, asOwner, viewer } = await begin();
    const asViewer = clientOf(sandbox, viewer.session.token);
    await asOwner.members.update(viewer.session.user.id, { role: "developer" });
    expect((await asViewer.apiKeys.create({ environment: "test" })).object).toBe("api_key");
    await asOwner.members.update(viewer.session.user.id, { role: "viewer" });
    expect(await codeOf(asViewer.apiKeys.create({ environment: "test" }))).toBe("role_insufficient");
  });
});

describe("the last owner", () => {
  test("can neither leave nor take another role while there are members", async () => {
    const { owner, asOwner, developer } = await begin();
    expect(await failureOf(asOwner.auth.deleteMe())).toMatchObject({ status: 409, code: "last_owner" });
    expect(await codeOf(asOwner.members.update(owner.session.user.id, { role: "viewer" }))).toBe("last_owner");
    await asOwner.members.update(developer.session.user.id, { role: "owner" });
    expect(await asOwner.auth.deleteMe()).toMatchObject({ id: owner.session.user.id, deleted: true });
    expect(await codeOf(asOwner.auth.me())).toBe("token_invalid");
  });

  test("who is the last member takes the account's keys along", async () => {
    const sandbox = await startSandbox();
    const member = await registerMember(sandbox, "ada@example.test");
    const { key } = await member.createKey();
    expect((await clientOf(sandbox, key).paymentIntents.list()).data).toEqual([]);
    await clientOf(sandbox, member.session.token).auth.deleteMe();
    expect(await codeOf(clientOf(sandbox, key).paymentIntents.list())).toBe("api_key_revoked");
    expect(await codeOf(clientOf(sandbox, undefined).auth.login(member))).toBe("parameter_unknown");
    const { email, password } = member;
    expect(await codeOf(clientOf(sandbox, undefined).auth.login({ email, password }))).toBe("login_failed");
  });
});

test("a member who is removed is logged out at once, and the address is free again", async () => {
  const { sandbox, asOwner, viewer } = await begin();
  await asOwner.members.remove(viewer.session.user.id);
  expect(await codeOf(clientOf(sandbox, viewer.session.token).auth.me())).toBe("token_invalid");
  expect((await registerMember(sandbox, viewer.email)).account).not.toBe(viewer.account);
});

test("name and settings are one's own", async () => {
  const { sandbox, developer } = await begin();
  const own = clientOf(sandbox, developer.session.token);
  await own.auth.updateMe({ name: "Ada", settings: { theme: "dark", locale: "en" } });
  expect(await own.auth.updateMe({ settings: { theme: "" } })).toMatchObject({
    name: "Ada",
    settings: { locale: "en" },
  });
});

describe("sessions", () => {
  test("are listed with the one in use, and end when they are revoked", async () => {
    const { sandbox, developer } = await begin();
    const own = clientOf(sandbox, developer.session.token);
    const { email, password } = developer;
    const second = await clientOf(sandbox, undefined).auth.login({ email, password });
    const { data } = await own.sessions.list();
    expect(data.map(({ id, current }) => [id, current])).toEqual([
      [second.id, false],
      [developer.session.id, true],
    ]);
    expect(data[0]!.expires_at - data[0]!.created).toBe(7 * 24 * 3600);
    expect((await own.sessions.revoke(second.id)).revoked_at).toBe(sandbox.clock.now());
    expect(await codeOf(clientOf(sandbox, second.token).auth.me())).toBe("token_invalid");
    const refresh = clientOf(sandbox, undefined).auth.refresh({ refresh_token: second.refresh_token });
    expect(await codeOf(refresh)).toBe("refresh_token_invalid");
  });
});

test("the audit log tells who did what to whom, and is filtered", async () => {
  const { sandbox, owner, asOwner, viewer } = await begin();
  const { email } = viewer;
  await failureOf(clientOf(sandbox, undefined).auth.login({ email, password: "wrong horse" }));
  await asOwner.members.update(viewer.session.user.id, { role: "developer" });
  const { id } = await owner.createKey();
  await asOwner.apiKeys.revoke(id);
  const actions = (await asOwner.auditLog.list()).data.map(({ action }) => action);
  expect(actions.slice(0, 4)).toEqual(["api_key.revoked", "api_key.created", "member.role_changed", "login.failed"]);
  const [failed] = (await asOwner.auditLog.list({ action: "login.failed" })).data;
  expect(failed).toMatchObject({ actor: null, target: viewer.session.user.id, ip: "127.0.0.1" });
  expect(failed?.request).toMatch(/^req_/);
  const [changed] = (await asOwner.auditLog.list({ target: viewer.session.user.id, actor: owner.session.user.id }))
    .data;
  expect(changed).toMatchObject({ action: "member.role_changed", details: { from: "viewer", to: "developer" } });
  expect((await sandbox.client.auditLog.list()).data).toEqual([]);
});
