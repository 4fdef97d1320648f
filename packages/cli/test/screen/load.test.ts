import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { hasTmux, openScreen } from "./terminal.ts";

const batch = 500;
const batches = 6;

test.skipIf(!hasTmux)(
  "500 events a second: each is counted, keys answer meanwhile, the list keeps a thousand",
  async () => {
    const { sandbox, terminal } = await openScreen({ columns: 100, rows: 24, forwards: false });
    await using client = createClient({ baseUrl: sandbox.url, apiKey: sandbox.apiKey });
    const account = async (code: string) =>
      (await client.ledgerAccounts.create({ name: code, code, type: "asset", currency: "usd", allow_negative: true }))
        .id;
    const [from, to] = [await account("assets:from"), await account("assets:to")];
    const transactionsOf = (count: number) =>
      Array.from({ length: batch }, (_, index) => ({
        reference_id: `${count}-${index}`,
        entries: [
          { account_id: from, amount: -100, currency: "usd" as const },
          { account_id: to, amount: 100, currency: "usd" as const },
        ],
      }));

    const started = performance.now();
    let pressedMs = 0;
    for (let count = 1; count <= batches; count++) {
      // Half a thousand in one commit, each second one of them.
      await client.ledgerTransactions.createBatch({ transactions: transactionsOf(count) });
      if (count === batches / 2) {
        const pressed = performance.now();
        terminal.type("?");
        await terminal.see(/any key closes this/);
        terminal.type("x");
        await terminal.lose("any key closes this");
        pressedMs = performance.now() - pressed;
      }
    }
    await terminal.see(`Events ${batch * batches}`);
    const seconds = (performance.now() - started) / 1000;
    expect((batch * batches) / seconds).toBeGreaterThan(500);
    expect(pressedMs).toBeLessThan(2_000);

    terminal.type("G");
    terminal.press("Enter");
    await terminal.see(`#${batch * batches - 999}`);
  },
);
