import { Args } from "@oclif/core";
import type { WebhookEndpoint } from "@micro/sdk";

import { updateEndpoint } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";
import { endpointsText } from "../../../output/webhooks.ts";

export default class WebhooksEndpointsDisable extends MicroCommand {
  static override summary = "Send nothing to an endpoint; what is open waits.";
  static override examples = ["<%= config.bin %> webhooks endpoints disable we_123"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the endpoint" }) };

  async run(): Promise<WebhookEndpoint> {
    const { args, flags } = await this.parse(WebhooksEndpointsDisable);
    const endpoint = await updateEndpoint(this.connection(flags), args.id, { status: "disabled" });
    this.log(endpointsText([endpoint]));
    return endpoint;
  }
}
