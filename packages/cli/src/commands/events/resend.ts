import { Args, Flags } from "@oclif/core";
import type { Replay } from "@micro/sdk";

import { reachesNobody, resend } from "../../actions/events/resend.ts";
import { exitCodes } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { replayText } from "../../output/events.ts";

export default class EventsResend extends MicroCommand {
  static override summary = "Send events again: one, the last, a range, or all that failed.";
  static override description =
    "They go to every endpoint that waits for them and to whoever listens, unless --endpoint or --to says otherwise. Exits with 1 where nobody waits for them.";
  static override examples = [
    "<%= config.bin %> events resend evt_123",
    "<%= config.bin %> events resend --last --to stream",
    "<%= config.bin %> events resend --failed --since 1h",
    {
      description: "A range, to one endpoint",
      command: "<%= config.bin %> events resend --from-seq 10 --endpoint we_123",
    },
  ];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: "id of one event" }) };
  static override flags = {
    last: Flags.boolean({ description: "the newest event" }),
    failed: Flags.boolean({ description: "all that failed and did not succeed since" }),
    since: Flags.string({ helpValue: "TIME", description: "since then: 90s, 1h, 2d, or a time" }),
    "from-seq": Flags.integer({ min: 1, helpValue: "N", description: "from this number on" }),
    "to-seq": Flags.integer({ min: 1, helpValue: "N", description: "up to this number" }),
    type: Flags.string({ helpValue: "TYPE", description: "only this type; payment.* means a group" }),
    endpoint: Flags.string({ helpValue: "ID", description: "only to this endpoint" }),
    to: Flags.option({ options: ["endpoints", "stream"] as const, exclusive: ["endpoint"] })({
      description: "only to endpoints, or only to whoever listens",
    }),
  };

  async run(): Promise<Replay> {
    const { args, flags } = await this.parse(EventsResend);
    const replay = await resend(this.connection(flags), args.id, flags);
    this.log(replayText(replay));
    if (reachesNobody(replay)) process.exitCode = exitCodes.failed;
    return replay;
  }
}
