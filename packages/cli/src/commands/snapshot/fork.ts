import type { Fork } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { findSnapshot } from "../../actions/find-snapshot.ts";
import { MicroCommand } from "../../command.ts";
import { startedText } from "../../output/sandbox.ts";

export default class SnapshotFork extends MicroCommand {
  static override summary =
    "Start another sandbox from a snapshot, in memory and on a free port. It ends with this one.";
  static override examples = [
    "<%= config.bin %> snapshot fork before-refunds",
    "<%= config.bin %> snapshot fork before-refunds --json",
  ];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id or name of the snapshot" }) };

  async run(): Promise<Fork> {
    const { args, flags } = await this.parse(SnapshotFork);
    await using client = openClient(this.connection(flags));
    const { id } = await findSnapshot(client, args.id);
    const fork = await client.snapshots.fork(id);
    this.log(startedText(fork));
    return fork;
  }
}
