import type { AnyEvent } from "@micro/sdk";
import { Args, Flags } from "@oclif/core";

import {
  advancingClock,
  instantOf,
  passTo,
  testClock,
  watchClock,
  type AnyClock,
} from "../../actions/advance-clock.ts";
import { openClient } from "../../actions/client.ts";
import { MicroCommand } from "../../command.ts";
import { onInterrupt } from "../../interrupt.ts";
import { clockText, happenedLine } from "../../output/clock.ts";
import { err } from "../../output/colours.ts";
import { instantText } from "../../output/instant.ts";
import { startProgress } from "../../output/progress.ts";
import { say } from "../../output/write.ts";
import { parseSpan } from "../../params/span.ts";

const daySeconds = 86_400;

/** How the clock stands, and with `--watch` what happened on the way. */
type Advanced = AnyClock & { timeline?: AnyEvent[] };

export default class ClockAdvance extends MicroCommand {
  static override summary = "Let time pass in the sandbox: all that falls due on the way is done before it answers.";
  static override examples = [
    "<%= config.bin %> clock advance 30d",
    { description: "A year of renewals, as they come", command: "<%= config.bin %> clock advance 1y --watch" },
    { description: "For some customers only", command: "<%= config.bin %> clock advance 1mo --test-clock clock_…" },
  ];
  static override enableJsonFlag = true;
  static override args = {
    time: Args.string({ required: true, description: "how much, such as 90s, 15m, 36h, 30d, 2w, 3mo or 1y" }),
  };
  static override flags = {
    watch: Flags.boolean({ description: "go step by step and show what happens; ^C stops between two steps" }),
    "test-clock": Flags.string({ helpValue: "ID", description: "move this test clock, and nobody else's time" }),
  };

  async run(): Promise<Advanced> {
    const { args, flags } = await this.parse(ClockAdvance);
    await using client = openClient(this.connection(flags));
    const id = flags["test-clock"];
    const clock = id === undefined ? advancingClock(client) : testClock(client, id);
    const from = instantOf(await clock.read());
    const to = parseSpan(from, args.time, "TIME");
    if (!flags.watch) {
      const shown = await passTo(client, clock, to);
      this.log(clockText(shown));
      return shown;
    }
    const { signal } = onInterrupt();
    const progress = startProgress("Advancing");
    const timeline: AnyEvent[] = [];
    const shown = await watchClock(client, {
      clock,
      from,
      to,
      signal,
      onWait: (line) => {
        progress.end();
        say(err.dim(line));
      },
      onStep: (now, happened) => {
        if (happened.length > 0) progress.end();
        for (const one of happened) this.log(happenedLine(one));
        timeline.push(...happened.map(({ event }) => event));
        progress.reach(Math.floor((now - from) / daySeconds), Math.ceil((to - from) / daySeconds));
      },
    }).finally(progress.end);
    if (instantOf(shown) < to) say(err.yellow(`Stopped on the way to ${instantText(to)}; the same command goes on.`));
    this.log(clockText(shown));
    return { ...shown, timeline };
  }
}
