import { Args, Flags } from "@oclif/core";

import { readTimeline, type Timeline } from "../../actions/billing/read.ts";
import { MicroCommand } from "../../command.ts";
import { timelineText } from "../../output/billing.ts";

export default class BillingTimeline extends MicroCommand {
  static override summary = "Show what a subscription was billed, what came of it, and what it will be billed next.";
  static override examples = [
    "<%= config.bin %> billing timeline sub_123",
    {
      description: "A year of it, first",
      command: "<%= config.bin %> clock advance 365d && <%= config.bin %> billing timeline sub_123",
    },
  ];
  static override enableJsonFlag = true;
  static override args = { subscription: Args.string({ required: true, description: "id of the subscription" }) };
  static override flags = {
    limit: Flags.integer({ default: 24, min: 1, max: 100_000, description: "how many of the newest invoices" }),
  };

  async run(): Promise<Timeline> {
    const { args, flags } = await this.parse(BillingTimeline);
    const timeline = await readTimeline(this.connection(flags), args.subscription, flags.limit);
    this.log(timelineText(timeline));
    return timeline;
  }
}
