import { expect, test } from "vitest";

import { clientOf, registerMember } from "../../../test/support/account.ts";
import { failureOf } from "../../../test/support/failure.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";

test("a key in use stops the moment that its revocation is answered, whatever is under way beside it", async () => {
  const sandbox = await startSandbox();
  const member = await registerMember(sandbox, "ada@example.test");
  const { id, key } = await member.createKey();
  const client = clientOf(sandbox, key);
  await client.paymentIntents.list();
  const beside = Array.from({ length: 20 }, async (_, index) => {
    const call =
      index % 2 === 0 ? client.paymentIntents.list() : client.paymentIntents.create({ amount: 500, currency: "usd" });
    return call.then(
      () => {},
      () => {},
    );
  });
  await clientOf(sandbox, member.session.token).apiKeys.revoke(id);
  expect(await failureOf(client.paymentIntents.list())).toMatchObject({ status: 401, code: "api_key_revoked" });
  await Promise.all(beside);
  expect(await failureOf(client.paymentIntents.list())).toMatchObject({ status: 401, code: "api_key_revoked" });
});

test("a reset forgets the keys that were in use, save the default one", async () => {
  const sandbox = await startSandbox();
  const member = await registerMember(sandbox, "ada@example.test");
  const { key } = await member.createKey();
  await clientOf(sandbox, key).paymentIntents.list();
  await sandbox.client.sandbox.reset();
  expect(await failureOf(clientOf(sandbox, key).paymentIntents.list())).toMatchObject({ code: "api_key_invalid" });
  expect((await sandbox.client.paymentIntents.list()).data).toEqual([]);
});
