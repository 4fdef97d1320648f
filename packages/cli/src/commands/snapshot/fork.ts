import type { Fork } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { startedText } from "../../output/sandbox.ts";

export default class SnapshotFork extends MicroCommand {
  static override summary =
    "Start another sandbox from a snapshot, in memory and on a free port. It ends with this one.";
  static override examples = ["<%= config.bin %> snapshot fork ID", "<%= config.bin %> snapshot fork ID --json"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the snapshot" }) };

  async run(): Promise<Fork> {
    const { args, flags } = await this.parse(SnapshotFork);
    await using client = openClient(this.connection(flags));
    const fork = await client.snapshots.fork(args.id);
    this.log(startedText(fork));
    return fork;
  }
}
