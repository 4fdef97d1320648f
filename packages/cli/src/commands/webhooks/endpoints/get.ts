import { Args } from "@oclif/core";
import type { WebhookEndpoint } from "@micro/sdk";

import { getEndpoint } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";
import { endpointText } from "../../../output/webhooks.ts";

export default class WebhooksEndpointsGet extends MicroCommand {
  static override summary = "Show an endpoint.";
  static override examples = ["<%= config.bin %> webhooks endpoints get we_123"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the endpoint" }) };

  async run(): Promise<WebhookEndpoint> {
    const { args, flags } = await this.parse(WebhooksEndpointsGet);
    const endpoint = await getEndpoint(this.connection(flags), args.id);
    this.log(endpointText(endpoint));
    return endpoint;
  }
}
