import type { Fault } from "@micro/sdk";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { faultsText } from "../../output/faults.ts";

export default class FaultsList extends MicroCommand {
  static override summary = "List the rules by which requests and deliveries go wrong, and how often each has.";
  static override examples = ["<%= config.bin %> faults list"];
  static override enableJsonFlag = true;

  async run(): Promise<Fault[]> {
    const { flags } = await this.parse(FaultsList);
    await using client = openClient(this.connection(flags));
    const { data } = await client.faults.list();
    this.log(faultsText(data));
    return data;
  }
}
