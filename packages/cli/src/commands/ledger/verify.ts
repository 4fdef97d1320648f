import type { LedgerVerification } from "@micro/sdk";

import { exitCodes } from "../../abort.ts";
import { verifyLedger } from "../../actions/ledger/read.ts";
import { LedgerCommand } from "../../ledger-command.ts";
import { verificationText } from "../../output/ledger.ts";
import { startProgress } from "../../output/progress.ts";

export default class LedgerVerify extends LedgerCommand {
  static override summary =
    "Prove that the ledger is what was once recorded. Exits with 1 at the first break, and names it.";
  static override description =
    "Walks the chain of hashes from its first link, computes every hash and every balance anew, and looks whether the file is whole.";
  static override examples = [
    "<%= config.bin %> ledger verify",
    { description: "The hash to keep", command: "<%= config.bin %> ledger verify --json | jq -r .head" },
  ];

  async run(): Promise<LedgerVerification> {
    const { flags } = await this.parse(LedgerVerify);
    const progress = startProgress("Verifying the ledger");
    const verification = await verifyLedger(this.connection(flags), ({ links, links_total: total }) =>
      progress.reach(links, total),
    ).finally(progress.end);
    this.log(verificationText(verification));
    if (!verification.valid) process.exitCode = exitCodes.failed;
    return verification;
  }
}
