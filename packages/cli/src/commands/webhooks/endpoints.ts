import type { WebhookEndpoint } from "@micro/sdk";

import { listEndpoints } from "../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../command.ts";
import { endpointsText } from "../../output/webhooks.ts";

export default class WebhooksEndpoints extends MicroCommand {
  static override summary = "List the URLs that events are sent to.";
  static override examples = ["<%= config.bin %> webhooks endpoints"];
  static override enableJsonFlag = true;

  async run(): Promise<WebhookEndpoint[]> {
    const { flags } = await this.parse(WebhooksEndpoints);
    const endpoints = await listEndpoints(this.connection(flags));
    this.log(endpointsText(endpoints));
    return endpoints;
  }
}
