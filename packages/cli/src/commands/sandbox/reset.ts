import { Flags } from "@oclif/core";

import { resetSandbox, type Reset } from "../../actions/sandbox/reset.ts";
import { Abort } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { shortPath } from "../../config/paths.ts";
import { askWhether } from "../../output/prompt.ts";
import { resetText } from "../../output/sandbox.ts";

export default class SandboxReset extends MicroCommand {
  static override summary = "Forget all data of the sandbox and begin again.";
  static override description =
    "A clock that was moved ahead goes with the wall again; one that stands still stays where it is.";
  static override examples = ["<%= config.bin %> sandbox reset", "<%= config.bin %> sandbox reset --yes"];
  static override enableJsonFlag = true;
  static override flags = {
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  async run(): Promise<Reset> {
    const { flags } = await this.parse(SandboxReset);
    const { dataDir } = this.places(flags);
    const question = `Forget all payments, events and keys of the sandbox in ${shortPath(dataDir)}?`;
    if (!flags.yes && !(await askWhether(question, "--yes"))) throw new Abort("Nothing was reset.");
    const reset = await resetSandbox(dataDir);
    this.log(resetText(reset));
    return reset;
  }
}
