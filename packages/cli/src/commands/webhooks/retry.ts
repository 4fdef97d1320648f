import type { Delivery } from "@micro/sdk";
import { Args } from "@oclif/core";

import { retryDelivery } from "../../actions/webhooks/deliveries.ts";
import { MicroCommand } from "../../command.ts";
import { deliveriesText } from "../../output/webhooks.ts";

export default class WebhooksRetry extends MicroCommand {
  static override summary = "Attempt a delivery again now.";
  static override examples = ["<%= config.bin %> webhooks retry del_123"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the delivery" }) };

  async run(): Promise<Delivery> {
    const { args, flags } = await this.parse(WebhooksRetry);
    const delivery = await retryDelivery(this.connection(flags), args.id);
    this.log(deliveriesText([delivery]));
    return delivery;
  }
}
