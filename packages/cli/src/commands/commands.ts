import { Flags } from "@oclif/core";

import { MicroCommand } from "../command.ts";
import { out } from "../output/colours.ts";
import { table } from "../output/table.ts";
import type { CommandEntry } from "../program/manifest.ts";
import { getProgram } from "../program/program.ts";

export default class Commands extends MicroCommand {
  static override summary = "List every command; with --json the whole tree with flags and arguments, for tools.";
  static override examples = ["<%= config.bin %> commands", "<%= config.bin %> commands --json"];
  static override enableJsonFlag = true;
  static override flags = { hidden: Flags.boolean({ description: "also those that are for tools only" }) };

  async run(): Promise<CommandEntry[]> {
    const { flags } = await this.parse(Commands);
    const { commands } = await getProgram().manifest();
    const shown = Object.values(commands).filter(({ hidden }) => flags.hidden || !hidden);
    this.log(table(shown.map(({ id, summary = "" }) => [out.cyan(id.replaceAll(":", " ")), summary])));
    return shown;
  }
}
