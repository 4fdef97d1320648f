import type { Clock } from "@micro/sdk";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { clockText } from "../../output/clock.ts";

export default class ClockResume extends MicroCommand {
  static override summary = "Let the clock of the sandbox run again, from where it stands.";
  static override examples = ["<%= config.bin %> clock resume"];
  static override enableJsonFlag = true;

  async run(): Promise<Clock> {
    const { flags } = await this.parse(ClockResume);
    await using client = openClient(this.connection(flags));
    const clock = await client.clock.resume();
    this.log(clockText(clock));
    return clock;
  }
}
