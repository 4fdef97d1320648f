import { Args } from "@oclif/core";

import { MicroCommand } from "../command.ts";
import { scripts, shells, type Shell } from "../completion/scripts.ts";

export default class Completion extends MicroCommand {
  static override summary = "Print the script that makes your shell complete commands, flags and values.";
  static override examples = [
    "source <(<%= config.bin %> completion bash)",
    "source <(<%= config.bin %> completion zsh)",
    "<%= config.bin %> completion fish | source",
    "<%= config.bin %> completion powershell | Out-String | Invoke-Expression",
  ];
  static override enableJsonFlag = true;
  static override args = { shell: Args.string({ required: true, options: [...shells], description: "your shell" }) };

  async run(): Promise<{ shell: Shell; script: string }> {
    const { args } = await this.parse(Completion);
    const shell = shells.find((name) => name === args.shell) ?? "bash";
    this.log(scripts[shell]);
    return { shell, script: scripts[shell] };
  }
}
