import type { Snapshot } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { readSnapshot } from "../../actions/snapshot-file.ts";
import { snapshotsText } from "../../output/snapshots.ts";

export default class SnapshotImport extends MicroCommand {
  static override summary = "Take in a snapshot that another sandbox exported. A newer one is refused.";
  static override examples = ["<%= config.bin %> snapshot import state.json"];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ required: true, description: "the file" }) };

  async run(): Promise<Snapshot> {
    const { args, flags } = await this.parse(SnapshotImport);
    const file = readSnapshot(args.file);
    await using client = openClient(this.connection(flags));
    const snapshot = await client.snapshots.import(file);
    this.log(snapshotsText([snapshot]));
    return snapshot;
  }
}
