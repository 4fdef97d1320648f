import { Args, Flags } from "@oclif/core";
import type { NewWebhookEndpoint } from "@micro/sdk";

import { rollSecret } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";
import { newEndpointText } from "../../../output/webhooks.ts";

export default class WebhooksEndpointsRollSecret extends MicroCommand {
  static override summary = "Make an endpoint's next signing secret; the old one signs too for a day.";
  static override examples = ["<%= config.bin %> webhooks endpoints roll-secret we_123"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the endpoint" }) };
  static override flags = {
    overlap: Flags.integer({ min: 0, max: 604_800, helpValue: "SECONDS", description: "how long both sign" }),
  };

  async run(): Promise<NewWebhookEndpoint> {
    const { args, flags } = await this.parse(WebhooksEndpointsRollSecret);
    const endpoint = await rollSecret(this.connection(flags), args.id, flags.overlap);
    this.log(newEndpointText(endpoint));
    return endpoint;
  }
}
