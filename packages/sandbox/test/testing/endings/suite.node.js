import { assertSandbox, sandboxTest } from "@micro/sandbox/node-test";

import { stamp } from "./stamp.js";

const test = sandboxTest({ port: 0 });

test("uses what there is", async ({ sandbox }) => {
  await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await assertSandbox.delivered(sandbox, "payment.created");
  stamp();
});
