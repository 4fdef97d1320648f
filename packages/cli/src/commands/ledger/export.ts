import { Flags } from "@oclif/core";
import { ledgerExportFormats } from "@micro/sdk";

import { exportLedger } from "../../actions/ledger/export.ts";
import { MicroCommand } from "../../command.ts";
import { startCount } from "../../output/progress.ts";

export default class LedgerExport extends MicroCommand {
  static override summary = "Print all posted entries in a form that other accounting programs read.";
  static override examples = [
    "<%= config.bin %> ledger export | hledger -f - balance",
    {
      description: "Into a file",
      command: "<%= config.bin %> ledger export --format beancount --output books.beancount",
    },
    { description: "To import it elsewhere", command: "<%= config.bin %> ledger export --format jsonl > ledger.jsonl" },
  ];
  static override flags = {
    format: Flags.option({ options: ledgerExportFormats })({
      default: "hledger" as const,
      description: "the form; json is jsonl",
    }),
    json: Flags.boolean({ description: "the same as --format json" }),
    output: Flags.string({ char: "o", helpValue: "FILE", description: "write to this file instead of stdout" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerExport);
    const progress = startCount("Exporting the ledger", (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`);
    const format = flags.json ? "json" : flags.format;
    // On a terminal the journal itself shows how far it is.
    const isSeen = flags.output === undefined && process.stdout.isTTY;
    try {
      await exportLedger(this.connection(flags), format, flags.output, isSeen ? () => {} : progress.add);
    } finally {
      progress.end();
    }
  }
}
