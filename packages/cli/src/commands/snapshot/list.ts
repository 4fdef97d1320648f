import type { Snapshot } from "@micro/sdk";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { snapshotsText } from "../../output/snapshots.ts";

export default class SnapshotList extends MicroCommand {
  static override summary = "List the snapshots, newest first.";
  static override examples = ["<%= config.bin %> snapshot list", "<%= config.bin %> snapshot list --json"];
  static override enableJsonFlag = true;

  async run(): Promise<Snapshot[]> {
    const { flags } = await this.parse(SnapshotList);
    await using client = openClient(this.connection(flags));
    const { data } = await client.snapshots.list();
    this.log(snapshotsText(data));
    return data;
  }
}
