import { subscriptionStatuses, type Subscription } from "@micro/sdk";
import { Flags } from "@oclif/core";

import { listSubscriptions } from "../../actions/billing/read.ts";
import { MicroCommand } from "../../command.ts";
import { subscriptionsText } from "../../output/billing.ts";

export default class BillingSubscriptions extends MicroCommand {
  static override summary = "List subscriptions, newest first, with what happens to them next.";
  static override examples = [
    "<%= config.bin %> billing subscriptions",
    { description: "Whose payment fails", command: "<%= config.bin %> billing subscriptions --status past_due" },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    customer: Flags.string({ helpValue: "ID", description: "only of this customer" }),
    status: Flags.option({ options: [...subscriptionStatuses, "ended", "all"] as const })({
      description: "only of this status; those that ended are left out by default",
    }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
  };

  async run(): Promise<Subscription[]> {
    const { flags } = await this.parse(BillingSubscriptions);
    const { customer, status, limit } = flags;
    const subscriptions = await listSubscriptions(this.connection(flags), limit, {
      ...(customer !== undefined && { customer }),
      ...(status && { status }),
    });
    this.log(subscriptionsText(subscriptions));
    return subscriptions;
  }
}
