import { expect } from "@jest/globals";
import { sandboxTest } from "@micro/sandbox/jest";

import { stamp } from "./stamp.js";

const test = sandboxTest({ port: 0 });

test("uses what there is", async ({ sandbox }) => {
  await sandbox.client.paymentIntents.create({ amount: 2000, currency: "usd" });
  await expect(sandbox).toHaveDelivered("payment.created");
  stamp();
});
