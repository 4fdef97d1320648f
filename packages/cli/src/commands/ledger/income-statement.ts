import type { IncomeStatement } from "@micro/sdk";

import { period } from "../../actions/ledger/instant.ts";
import { readIncomeStatement } from "../../actions/ledger/read.ts";
import { LedgerCommand, periodFlags } from "../../ledger-command.ts";
import { incomeStatementText } from "../../output/ledger-reports.ts";

export default class LedgerIncomeStatement extends LedgerCommand {
  static override summary = "Show what was earned and what was spent between two instants.";
  static override examples = [
    "<%= config.bin %> ledger income-statement",
    {
      description: "Of a month",
      command: "<%= config.bin %> ledger income-statement --from 2026-11-01 --to 2026-11-30",
    },
  ];
  static override flags = periodFlags;

  async run(): Promise<IncomeStatement> {
    const { flags } = await this.parse(LedgerIncomeStatement);
    const statement = await readIncomeStatement(this.connection(flags), period(flags));
    this.log(incomeStatementText(statement));
    return statement;
  }
}
