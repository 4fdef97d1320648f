import { Args, Flags } from "@oclif/core";
import type { WebhookEndpoint } from "@micro/sdk";

import { updateEndpoint } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";
import { endpointFlags } from "../../../endpoint-flags.ts";
import { endpointText } from "../../../output/webhooks.ts";

export default class WebhooksEndpointsUpdate extends MicroCommand {
  static override summary = "Change an endpoint; what is not told stays.";
  static override examples = ["<%= config.bin %> webhooks endpoints update we_123 --rate-limit 10"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the endpoint" }) };
  static override flags = { ...endpointFlags, url: Flags.string({ helpValue: "URL", description: "where to" }) };

  async run(): Promise<WebhookEndpoint> {
    const { args, flags } = await this.parse(WebhooksEndpointsUpdate);
    const endpoint = await updateEndpoint(this.connection(flags), args.id, flags);
    this.log(endpointText(endpoint));
    return endpoint;
  }
}
