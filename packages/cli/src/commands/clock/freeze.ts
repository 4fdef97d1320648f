import type { Clock } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { waitForClock } from "../../actions/wait-for-clock.ts";
import { MicroCommand } from "../../command.ts";
import { clockText } from "../../output/clock.ts";
import { parseInstant } from "../../params/instant.ts";

export default class ClockFreeze extends MicroCommand {
  static override summary = "Stop the clock of the sandbox, now or at an instant to come.";
  static override examples = ["<%= config.bin %> clock freeze", "<%= config.bin %> clock freeze 2027-01-15T08:00:00Z"];
  static override enableJsonFlag = true;
  static override args = { instant: Args.string({ description: "when; now by default" }) };

  async run(): Promise<Clock> {
    const { args, flags } = await this.parse(ClockFreeze);
    const at = args.instant === undefined ? {} : { at: parseInstant(args.instant, "INSTANT") };
    await using client = openClient(this.connection(flags));
    const clock = await waitForClock(client, client.clock.freeze(at, { timeoutMs: 0 }));
    this.log(clockText(clock));
    return clock;
  }
}
