import type { TrialBalance } from "@micro/sdk";

import { asOf } from "../../actions/ledger/instant.ts";
import { readTrialBalance } from "../../actions/ledger/read.ts";
import { asOfFlags, LedgerCommand } from "../../ledger-command.ts";
import { trialBalanceText } from "../../output/ledger.ts";

export default class LedgerTrialBalance extends LedgerCommand {
  static override summary = "Show all balances in two columns that must agree.";
  static override examples = [
    "<%= config.bin %> ledger trial-balance",
    { description: "At the end of a day", command: "<%= config.bin %> ledger trial-balance --at 2026-11-20" },
  ];
  static override flags = asOfFlags;

  async run(): Promise<TrialBalance> {
    const { flags } = await this.parse(LedgerTrialBalance);
    const balance = await readTrialBalance(this.connection(flags), asOf(flags));
    this.log(trialBalanceText(balance));
    return balance;
  }
}
