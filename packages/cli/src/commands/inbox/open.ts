import type { InboxMessage } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { Abort } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { messageText } from "../../output/inbox.ts";

export default class InboxOpen extends MicroCommand {
  static override summary = "Read a mail or message, with its links and codes; the newest by default.";
  static override examples = ["<%= config.bin %> inbox open", "<%= config.bin %> inbox open ntf_… --json"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: "id of the message" }) };

  async run(): Promise<InboxMessage> {
    const { args, flags } = await this.parse(InboxOpen);
    await using client = openClient(this.connection(flags));
    const message =
      args.id === undefined ? (await client.inbox.list({ limit: 1 })).data[0] : await client.inbox.get(args.id);
    if (message === undefined) throw new Abort("Nothing was sent to anybody.", "micro inbox wait waits for it.");
    this.log(messageText(message));
    return message;
  }
}
