import type { Clock } from "@micro/sdk";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { clockText } from "../../output/clock.ts";

export default class ClockGet extends MicroCommand {
  static override summary = "Say what time it is in the sandbox, and whether it passes.";
  static override examples = ["<%= config.bin %> clock get", "<%= config.bin %> clock get --json"];
  static override enableJsonFlag = true;

  async run(): Promise<Clock> {
    const { flags } = await this.parse(ClockGet);
    await using client = openClient(this.connection(flags));
    const clock = await client.clock.get();
    this.log(clockText(clock));
    return clock;
  }
}
