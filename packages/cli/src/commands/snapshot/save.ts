import type { Snapshot } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { snapshotsText } from "../../output/snapshots.ts";

export default class SnapshotSave extends MicroCommand {
  static override summary = "Keep the state of the whole sandbox: all accounts, its clock and its chance.";
  static override examples = ["<%= config.bin %> snapshot save", "<%= config.bin %> snapshot save before-refunds"];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ description: "what to call it" }) };

  async run(): Promise<Snapshot> {
    const { args, flags } = await this.parse(SnapshotSave);
    await using client = openClient(this.connection(flags));
    const snapshot = await client.snapshots.save(args.name === undefined ? {} : { name: args.name });
    this.log(snapshotsText([snapshot]));
    return snapshot;
  }
}
