import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { findSnapshot } from "../../actions/find-snapshot.ts";
import { MicroCommand } from "../../command.ts";
import { writeSnapshot } from "../../actions/snapshot-file.ts";

export default class SnapshotExport extends MicroCommand {
  static override summary = "Write a snapshot into one file, for another sandbox or another machine.";
  static override examples = ["<%= config.bin %> snapshot export before-refunds state.json"];
  static override enableJsonFlag = true;
  static override args = {
    id: Args.string({ required: true, description: "id or name of the snapshot" }),
    file: Args.string({ required: true, description: "the file" }),
  };

  async run(): Promise<{ id: string; file: string }> {
    const { args, flags } = await this.parse(SnapshotExport);
    await using client = openClient(this.connection(flags));
    const { id } = await findSnapshot(client, args.id);
    writeSnapshot(args.file, await client.snapshots.export(id));
    this.log(`${id} is in ${args.file}. It holds the secrets of the sandbox.`);
    return { id, file: args.file };
  }
}
