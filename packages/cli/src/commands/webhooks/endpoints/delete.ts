import { Args } from "@oclif/core";

import { deleteEndpoint } from "../../../actions/webhooks/endpoints.ts";
import { MicroCommand } from "../../../command.ts";

export default class WebhooksEndpointsDelete extends MicroCommand {
  static override summary = "Delete an endpoint; what was still to be delivered to it is dropped.";
  static override examples = ["<%= config.bin %> webhooks endpoints delete we_123"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the endpoint" }) };

  async run(): Promise<{ id: string; deleted: boolean }> {
    const { args, flags } = await this.parse(WebhooksEndpointsDelete);
    const deleted = await deleteEndpoint(this.connection(flags), args.id);
    this.log(`Deleted ${args.id}.`);
    return deleted;
  }
}
