import { deliveryStatuses, type Delivery } from "@micro/sdk";
import { Flags } from "@oclif/core";

import { listDeliveries } from "../../actions/webhooks/deliveries.ts";
import { listDisabled } from "../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../command.ts";
import { deliveriesText, disabledText } from "../../output/webhooks.ts";
import { say } from "../../output/write.ts";

export default class WebhooksDeliveries extends MicroCommand {
  static override summary = "List events on their way to endpoints, newest first.";
  static override examples = [
    "<%= config.bin %> webhooks deliveries --status pending",
    "<%= config.bin %> webhooks deliveries --endpoint we_123",
  ];
  static override enableJsonFlag = true;
  static override flags = {
    endpoint: Flags.string({ helpValue: "ID", description: "only to this endpoint" }),
    event: Flags.string({ helpValue: "ID", description: "only of this event" }),
    status: Flags.option({ options: deliveryStatuses })({ description: "only of this status" }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
  };

  async run(): Promise<Delivery[]> {
    const { flags } = await this.parse(WebhooksDeliveries);
    const connection = this.connection(flags);
    const deliveries = await listDeliveries(connection, flags);
    this.log(deliveriesText(deliveries));
    const waiting = deliveries.filter(({ status }) => status === "pending");
    for (const id of await listDisabled(connection, waiting)) say(disabledText(id));
    return deliveries;
  }
}
