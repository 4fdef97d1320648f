import type { BalanceSheet } from "@micro/sdk";

import { asOf } from "../../actions/ledger/instant.ts";
import { readBalanceSheet } from "../../actions/ledger/read.ts";
import { asOfFlags, LedgerCommand } from "../../ledger-command.ts";
import { balanceSheetText } from "../../output/ledger-reports.ts";

export default class LedgerBalanceSheet extends LedgerCommand {
  static override summary = "Show what is owned, what is owed, and what is left.";
  static override examples = [
    "<%= config.bin %> ledger balance-sheet",
    { description: "At the end of a day", command: "<%= config.bin %> ledger balance-sheet --at 2026-11-20" },
  ];
  static override flags = asOfFlags;

  async run(): Promise<BalanceSheet> {
    const { flags } = await this.parse(LedgerBalanceSheet);
    const sheet = await readBalanceSheet(this.connection(flags), asOf(flags));
    this.log(balanceSheetText(sheet));
    return sheet;
  }
}
