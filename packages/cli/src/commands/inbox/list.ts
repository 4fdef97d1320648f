import type { InboxMessage } from "@micro/sdk";
import { Flags } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { inboxTable } from "../../output/inbox.ts";

export default class InboxList extends MicroCommand {
  static override summary = "List the mails and messages that the sandbox would have sent.";
  static override examples = [
    "<%= config.bin %> inbox list",
    "<%= config.bin %> inbox list --to you@example.com --json",
  ];
  static override enableJsonFlag = true;
  static override flags = {
    to: Flags.string({ helpValue: "ADDRESS", description: "only to this address" }),
    limit: Flags.integer({ min: 1, max: 100, default: 20, helpValue: "N", description: "at most so many" }),
  };

  async run(): Promise<InboxMessage[]> {
    const { flags } = await this.parse(InboxList);
    await using client = openClient(this.connection(flags));
    const { data } = await client.inbox.list({ limit: flags.limit, ...(flags.to !== undefined && { to: flags.to }) });
    this.log(inboxTable(data));
    return data;
  }
}
