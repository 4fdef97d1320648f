import { Args } from "@oclif/core";
import type { LedgerAccount } from "@micro/sdk";

import { asOf } from "../../actions/ledger/instant.ts";
import { readAccount } from "../../actions/ledger/read.ts";
import { asOfFlags, LedgerCommand } from "../../ledger-command.ts";
import { balanceText } from "../../output/ledger.ts";

export default class LedgerBalance extends LedgerCommand {
  static override summary = "Say what an account holds: posted, pending and available.";
  static override examples = [
    "<%= config.bin %> ledger balance revenue:sales:usd",
    {
      description: "As it took effect by the end of a day, whenever it was recorded",
      command: "<%= config.bin %> ledger balance assets:cash --at 2026-11-20 --by effective_at",
    },
  ];
  static override args = { account: Args.string({ required: true, description: "id or code of the account" }) };
  static override flags = asOfFlags;

  async run(): Promise<LedgerAccount> {
    const { args, flags } = await this.parse(LedgerBalance);
    const account = await readAccount(this.connection(flags), args.account, asOf(flags));
    this.log(balanceText(account));
    return account;
  }
}
