import type { Reconciliation } from "@micro/sdk";

import { exitCodes } from "../../abort.ts";
import { reconcilePayments } from "../../actions/payments/reconcile.ts";
import { MicroCommand } from "../../command.ts";
import { reconciliationText } from "../../output/payments.ts";

export default class PaymentsReconcile extends MicroCommand {
  static override summary = "Prove payments against the ledger. Exits with 1 at any difference, and names each.";
  static override description =
    "Works out what every charge, refund, fee, dispute and payout must have posted, and compares it with what the ledger has.";
  static override examples = [
    "<%= config.bin %> payments reconcile",
    {
      description: "What does not agree, one line each",
      command: "<%= config.bin %> payments reconcile --json | jq -r '.differences[].message'",
    },
  ];
  static override enableJsonFlag = true;

  async run(): Promise<Reconciliation> {
    const { flags } = await this.parse(PaymentsReconcile);
    const reconciliation = await reconcilePayments(this.connection(flags));
    this.log(reconciliationText(reconciliation));
    if (!reconciliation.clean) process.exitCode = exitCodes.failed;
    return reconciliation;
  }
}
