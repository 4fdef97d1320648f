import { Args } from "@oclif/core";
import type { NewWebhookEndpoint } from "@micro/sdk";

import { createEndpoint } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";
import { endpointFlags } from "../../../endpoint-flags.ts";
import { newEndpointText } from "../../../output/webhooks.ts";

export default class WebhooksEndpointsCreate extends MicroCommand {
  static override summary = "Have events sent to a URL; the signing secret is shown once.";
  static override examples = [
    "<%= config.bin %> webhooks endpoints create http://127.0.0.1:3000/webhook",
    {
      description: "Payments only, one after the other",
      command: "<%= config.bin %> webhooks endpoints create http://127.0.0.1:3000/ --events 'payment.*' --ordered",
    },
  ];
  static override enableJsonFlag = true;
  static override args = { url: Args.string({ required: true, description: "where to" }) };
  static override flags = endpointFlags;

  async run(): Promise<NewWebhookEndpoint> {
    const { args, flags } = await this.parse(WebhooksEndpointsCreate);
    const endpoint = await createEndpoint(this.connection(flags), args.url, flags);
    this.log(newEndpointText(endpoint));
    return endpoint;
  }
}
