import type { Delivery } from "@micro/sdk";
import { Args, Flags } from "@oclif/core";

import { listDeliveries, redrive } from "../../actions/webhooks/deliveries.ts";
import { listDisabled } from "../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../command.ts";
import { deliveriesText, disabledText, redrivenText } from "../../output/webhooks.ts";
import { say } from "../../output/write.ts";

export default class WebhooksDeadLetters extends MicroCommand {
  static override summary = "List the deliveries that were given up, or begin their schedule anew.";
  static override examples = [
    "<%= config.bin %> webhooks dead-letters",
    "<%= config.bin %> webhooks dead-letters --redrive",
    "<%= config.bin %> webhooks dead-letters del_123 --redrive",
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { id: Args.string({ description: "ids of deliveries to redrive; all by default" }) };
  static override flags = {
    redrive: Flags.boolean({ description: "begin their schedule anew" }),
    endpoint: Flags.string({ helpValue: "ID", description: "only those of this endpoint" }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many to list at the most" }),
  };

  async run(): Promise<Delivery[] | { count: number }> {
    const { argv, flags } = await this.parse(WebhooksDeadLetters);
    const { endpoint, limit } = flags;
    const connection = this.connection(flags);
    if (flags.redrive) {
      const redriven = await redrive(connection, argv.map(String), endpoint);
      const left = await listDeliveries(connection, { endpoint, limit, status: "failed" });
      this.log(redrivenText(redriven.count, left.length));
      for (const id of await listDisabled(connection, left)) say(disabledText(id));
      return redriven;
    }
    const letters = await listDeliveries(connection, { endpoint, limit, status: "failed" });
    this.log(letters.length === 0 ? "There are no dead letters." : deliveriesText(letters));
    return letters;
  }
}
