import { eventTypes, runTrigger } from "@micro/sdk";
import { expect, test } from "vitest";

import { eventTypesOf } from "../../../test/support/look.ts";
import { startSandbox } from "../../../test/support/sandbox.ts";

const ofPayments =
  /^(payment|charge|refund|dispute|customer|payment_method|setup_intent|balance|payout|checkout|payment_link|product|price|risk|connected_account|transfer|topup|application_fee)\./;

test.each(eventTypes.filter((type) => ofPayments.test(type)))(
  "%s comes about by its trigger, and leaves payments and ledger agreed",
  async (type) => {
    const sandbox = await startSandbox();
    const { client } = sandbox;
    await runTrigger(client, type);
    await sandbox.settle();
    expect(await eventTypesOf(client)).toContain(type);
    const { differences, ...summary } = await client.sandbox.reconcile();
    expect(differences).toEqual([]);
    expect(summary).toMatchObject({ clean: true, difference_count: 0 });
  },
);
