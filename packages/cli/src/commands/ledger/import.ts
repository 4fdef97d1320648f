import { Args } from "@oclif/core";

import { importLedger, type Imported } from "../../actions/ledger/import.ts";
import { LedgerCommand } from "../../ledger-command.ts";
import { out } from "../../output/colours.ts";
import { counted } from "../../output/counted.ts";
import { startCount } from "../../output/progress.ts";

export default class LedgerImport extends LedgerCommand {
  static override summary = "Record the transactions of JSON lines; what is there already is not recorded twice.";
  static override description =
    'Each line is {"id","date","postings":[{"account","currency","amount"}]}, amounts in minor units, debits positive. An account that is not there is opened; the root of its name (assets, liabilities, equity, revenue, expenses) says its type.';
  static override examples = [
    "<%= config.bin %> ledger import ledger.jsonl",
    { description: "From another command", command: "cat ledger.jsonl | <%= config.bin %> ledger import -" },
  ];
  static override args = {
    file: Args.string({ required: true, description: "file to read, - for stdin" }),
  };

  async run(): Promise<Imported> {
    const { args, flags } = await this.parse(LedgerImport);
    const progress = startCount("Importing", (lines) => counted(lines, "line"));
    const imported = await importLedger(this.connection(flags), args.file, progress.add).finally(progress.end);
    const { recorded, repeated, accounts_opened: opened } = imported;
    const notes = [
      ...(repeated > 0 ? [counted(repeated, "was there already", "were there already")] : []),
      ...(opened.length > 0 ? [counted(opened.length, "account was opened", "accounts were opened")] : []),
    ];
    this.log([`${out.green("✓")} Recorded ${counted(recorded, "transaction")}`, ...notes].join("; "));
    return imported;
  }
}
