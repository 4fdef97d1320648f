import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";

export default class SnapshotDelete extends MicroCommand {
  static override summary = "Delete a snapshot.";
  static override examples = ["<%= config.bin %> snapshot delete ID"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the snapshot" }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(SnapshotDelete);
    await using client = openClient(this.connection(flags));
    const deleted = await client.snapshots.delete(args.id);
    this.log(`${args.id} is deleted.`);
    return deleted;
  }
}
