import { sandboxStatus, type Status } from "../../actions/sandbox/status.ts";
import { exitCodes } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { statusText } from "../../output/sandbox.ts";

export default class SandboxStatus extends MicroCommand {
  static override summary = "Say whether the sandbox runs, and where. Exits with 1 when it does not.";
  static override examples = [
    "<%= config.bin %> sandbox status",
    {
      description: "Start it only where none runs",
      command: "<%= config.bin %> sandbox status || <%= config.bin %> sandbox start --detach",
    },
  ];
  static override enableJsonFlag = true;

  async run(): Promise<Status> {
    const { flags } = await this.parse(SandboxStatus);
    const status = await sandboxStatus(this.places(flags).dataDir);
    this.log(statusText(status));
    if (!status.running) process.exitCode = exitCodes.failed;
    return status;
  }
}
