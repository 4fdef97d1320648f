import type { Clock } from "@micro/sdk";
import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { clockText } from "../../output/clock.ts";
import { parseDuration } from "../../params/duration.ts";

export default class ClockAdvance extends MicroCommand {
  static override summary = "Let time pass in the sandbox: all that falls due on the way is done before it answers.";
  static override examples = ["<%= config.bin %> clock advance 30d", "<%= config.bin %> clock advance 90m"];
  static override enableJsonFlag = true;
  static override args = {
    time: Args.string({ required: true, description: "how much, such as 90s, 15m, 36h or 30d" }),
  };

  async run(): Promise<Clock> {
    const { args, flags } = await this.parse(ClockAdvance);
    const seconds = Math.ceil(parseDuration(args.time, "TIME") / 1000);
    await using client = openClient(this.connection(flags));
    const clock = await client.clock.advance({ seconds });
    this.log(clockText(clock));
    return clock;
  }
}
