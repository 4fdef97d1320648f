import type { Fault } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { loadFaults, readFaults } from "../../actions/load-faults.ts";
import { faultsText } from "../../output/faults.ts";

export default class FaultsLoad extends MicroCommand {
  static override summary = "Make the rules of a YAML or JSON file, by which requests and deliveries go wrong.";
  static override description = "Where the sandbox refuses one, none is made. micro faults create makes a single one.";
  static override examples = ["<%= config.bin %> faults load flaky.yaml"];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ required: true, description: "the file" }) };

  async run(): Promise<Fault[]> {
    const { args, flags } = await this.parse(FaultsLoad);
    const rules = readFaults(args.file);
    await using client = openClient(this.connection(flags));
    const faults = await loadFaults(client, rules);
    this.log(faultsText(faults));
    return faults;
  }
}
