import { Args } from "@oclif/core";

import { passTo, sandboxClock, type AnyClock } from "../../actions/advance-clock.ts";
import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { clockText } from "../../output/clock.ts";
import { parseInstant } from "../../params/instant.ts";

export default class ClockSet extends MicroCommand {
  static override summary =
    "Move the sandbox to an instant to come: all that falls due on the way is done before it answers.";
  static override examples = ["<%= config.bin %> clock set 2027-01-15T08:00:00Z"];
  static override enableJsonFlag = true;
  static override args = {
    instant: Args.string({ required: true, description: "2027-01-15T08:00:00Z, or seconds since 1970" }),
  };

  async run(): Promise<AnyClock> {
    const { args, flags } = await this.parse(ClockSet);
    const at = parseInstant(args.instant, "INSTANT");
    await using client = openClient(this.connection(flags));
    const clock = await passTo(client, sandboxClock(client), at);
    this.log(clockText(clock));
    return clock;
  }
}
