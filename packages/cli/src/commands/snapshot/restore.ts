import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { findSnapshot } from "../../actions/find-snapshot.ts";
import { MicroCommand } from "../../command.ts";

export default class SnapshotRestore extends MicroCommand {
  static override summary = "Put the state of a snapshot in the place of everything there is.";
  static override examples = ["<%= config.bin %> snapshot restore before-refunds"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id or name of the snapshot" }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(SnapshotRestore);
    await using client = openClient(this.connection(flags));
    const { id } = await findSnapshot(client, args.id);
    const restored = await client.snapshots.restore(id);
    this.log(`The sandbox is as ${id} has it.`);
    return restored;
  }
}
