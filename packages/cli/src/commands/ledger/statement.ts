import { Args, Flags } from "@oclif/core";
import { assetCodes, type Statement, type TextDocument } from "@micro/sdk";

import { period } from "../../actions/ledger/instant.ts";
import { readStatement } from "../../actions/ledger/read.ts";
import { LedgerCommand, periodFlags } from "../../ledger-command.ts";
import { statementText } from "../../output/ledger.ts";
import { printText } from "../../output/write.ts";

export default class LedgerStatement extends LedgerCommand {
  static override summary = "Show an account's entries between two instants, with opening and closing balance.";
  static override examples = [
    "<%= config.bin %> ledger statement assets:cash --from 2026-11-01 --to 2026-11-30",
    { description: "For a spreadsheet", command: "<%= config.bin %> ledger statement assets:cash --csv > cash.csv" },
  ];
  static override args = { account: Args.string({ required: true, description: "id or code of the account" }) };
  static override flags = {
    ...periodFlags,
    currency: Flags.option({ options: assetCodes })({ description: "which of the account's currencies" }),
    csv: Flags.boolean({ exclusive: ["format", "json"], description: "print comma-separated values" }),
  };

  async run(): Promise<Statement | TextDocument> {
    const { args, flags } = await this.parse(LedgerStatement);
    const statement = await readStatement(this.connection(flags), args.account, {
      ...period(flags),
      ...(flags.currency && { currency: flags.currency }),
      ...(flags.csv && { format: "csv" as const }),
    });
    if (statement.object === "text_document") printText(statement.text);
    else this.log(statementText(statement));
    return statement;
  }

  override jsonEnabled(): boolean {
    return super.jsonEnabled() && !this.argv.includes("--csv");
  }
}
