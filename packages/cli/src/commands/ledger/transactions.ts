import { Flags } from "@oclif/core";
import { ledgerTransactionStatuses, type LedgerTransaction } from "@micro/sdk";

import { listTransactions } from "../../actions/ledger/read.ts";
import { LedgerCommand } from "../../ledger-command.ts";
import { transactionsText } from "../../output/ledger.ts";

export default class LedgerTransactions extends LedgerCommand {
  static override summary = "List the newest transactions of the ledger.";
  static override examples = [
    "<%= config.bin %> ledger transactions",
    { description: "What is still held", command: "<%= config.bin %> ledger transactions --status pending" },
  ];
  static override flags = {
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
    status: Flags.option({ options: ledgerTransactionStatuses })({ description: "only those of this status" }),
    reference: Flags.string({ helpValue: "ID", description: "only the one with this reference" }),
  };

  async run(): Promise<LedgerTransaction[]> {
    const { flags } = await this.parse(LedgerTransactions);
    const { limit, status, reference } = flags;
    const transactions = await listTransactions(this.connection(flags), limit, {
      ...(status && { status }),
      ...(reference !== undefined && { reference_id: reference }),
    });
    this.log(transactionsText(transactions));
    return transactions;
  }
}
