import type { InboxMessage } from "@micro/sdk";
import { Flags } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { waitForMessage } from "../../actions/wait-for-message.ts";
import { MicroCommand } from "../../command.ts";
import { messageText } from "../../output/inbox.ts";
import { parseDuration } from "../../params/duration.ts";

export default class InboxWait extends MicroCommand {
  static override summary = "Wait for a mail or message. Exits with 1 when none comes in time.";
  static override examples = [
    "<%= config.bin %> inbox wait --to you@example.com --timeout 5s",
    {
      description: "The link in it, for a test",
      command: "<%= config.bin %> inbox wait --json | jq -r '.links[0].url'",
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    to: Flags.string({ helpValue: "ADDRESS", description: "only to this address" }),
    after: Flags.string({ helpValue: "ID", description: "only newer ones than this" }),
    timeout: Flags.string({ default: "30s", helpValue: "5s", description: "how long to wait" }),
  };

  async run(): Promise<InboxMessage> {
    const { flags } = await this.parse(InboxWait);
    const timeoutMs = parseDuration(flags.timeout, "--timeout");
    await using client = openClient(this.connection(flags));
    const message = await waitForMessage(client, { to: flags.to, after: flags.after, timeoutMs });
    this.log(messageText(message));
    return message;
  }
}
