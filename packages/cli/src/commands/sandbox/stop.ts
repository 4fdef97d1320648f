import { stopSandbox } from "../../actions/sandbox/stop.ts";
import { MicroCommand } from "../../command.ts";
import { shortPath } from "../../config/paths.ts";
import { out } from "../../output/colours.ts";

export default class SandboxStop extends MicroCommand {
  static override summary = "Stop the sandbox, and wait until it is gone.";
  static override examples = ["<%= config.bin %> sandbox stop"];
  static override enableJsonFlag = true;

  async run(): Promise<{ stopped: boolean; url: string | null; pid: number | null }> {
    const { flags } = await this.parse(SandboxStop);
    const { dataDir } = this.places(flags);
    const stopped = await stopSandbox(dataDir);
    if (stopped === undefined) {
      this.log(`No sandbox of ${shortPath(dataDir)} is running.`);
      return { stopped: false, url: null, pid: null };
    }
    this.log(`${out.green("✓")} Stopped the sandbox at ${stopped.url} (process ${stopped.pid}).`);
    return { stopped: true, url: stopped.url, pid: stopped.pid };
  }
}
