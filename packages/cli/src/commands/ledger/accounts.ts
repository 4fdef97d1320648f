import { Flags } from "@oclif/core";
import { ledgerAccountTypes, type AccountTree, type LedgerAccount } from "@micro/sdk";

import { asOf } from "../../actions/ledger/instant.ts";
import { listAccounts, readTree } from "../../actions/ledger/read.ts";
import { asOfFlags, LedgerCommand } from "../../ledger-command.ts";
import { accountsText, treeText } from "../../output/ledger.ts";

export default class LedgerAccounts extends LedgerCommand {
  static override summary = "List the accounts of the ledger with their balances.";
  static override examples = [
    "<%= config.bin %> ledger accounts",
    { description: "The codes as a tree", command: "<%= config.bin %> ledger accounts --tree --under assets" },
    { description: "As they stood at the end of a day", command: "<%= config.bin %> ledger accounts --at 2026-11-20" },
  ];
  static override flags = {
    ...asOfFlags,
    tree: Flags.boolean({ description: "show the codes as a tree, each branch with what is below it" }),
    under: Flags.string({ helpValue: "CODE", description: "only what is below this code" }),
    type: Flags.option({ options: ledgerAccountTypes })({
      exclusive: ["tree"],
      description: "only accounts of this type",
    }),
  };

  async run(): Promise<LedgerAccount[] | AccountTree> {
    const { flags } = await this.parse(LedgerAccounts);
    const { tree, under, type } = flags;
    const input = { ...asOf(flags), ...(under !== undefined && { under }) };
    if (tree) {
      const nodes = await readTree(this.connection(flags), input);
      this.log(treeText(nodes));
      return nodes;
    }
    const accounts = await listAccounts(this.connection(flags), { ...input, ...(type && { type }) });
    this.log(accountsText(accounts));
    return accounts;
  }
}
