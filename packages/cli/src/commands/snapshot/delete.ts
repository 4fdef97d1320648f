import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { findSnapshot } from "../../actions/find-snapshot.ts";
import { MicroCommand } from "../../command.ts";

export default class SnapshotDelete extends MicroCommand {
  static override summary = "Delete a snapshot.";
  static override examples = ["<%= config.bin %> snapshot delete before-refunds"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id or name of the snapshot" }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(SnapshotDelete);
    await using client = openClient(this.connection(flags));
    const { id } = await findSnapshot(client, args.id);
    const deleted = await client.snapshots.delete(id);
    this.log(`${id} is deleted.`);
    return deleted;
  }
}
