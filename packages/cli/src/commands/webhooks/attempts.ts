import type { Attempt } from "@micro/sdk";
import { Args, Flags } from "@oclif/core";

import { diffAttempts, type AttemptDifference } from "../../actions/webhooks/attempt-diff.ts";
import { listAttempts } from "../../actions/webhooks/deliveries.ts";
import { MicroCommand } from "../../command.ts";
import { attemptsText, differencesText } from "../../output/webhooks.ts";

export default class WebhooksAttempts extends MicroCommand {
  static override summary = "List what was sent and what came back, or what changed from one attempt to the next.";
  static override examples = [
    "<%= config.bin %> webhooks attempts",
    { description: "Why did it fail at first?", command: "<%= config.bin %> webhooks attempts del_123 --diff" },
  ];
  static override enableJsonFlag = true;
  static override args = { of: Args.string({ description: "a delivery (del_…) or an event (evt_…)" }) };
  static override flags = {
    diff: Flags.boolean({ description: "show what changed from each attempt to the next" }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
  };

  async run(): Promise<Attempt[] | AttemptDifference[]> {
    const { args, flags } = await this.parse(WebhooksAttempts);
    const attempts = await listAttempts(this.connection(flags), args.of, flags.limit);
    if (!flags.diff) {
      this.log(attemptsText(attempts));
      return attempts;
    }
    const differences = diffAttempts(attempts);
    this.log(differencesText(differences));
    return differences;
  }
}
