import { Flags } from "@oclif/core";
import type { AnyEvent } from "@micro/sdk";

import { listEvents } from "../../actions/events/read.ts";
import { MicroCommand } from "../../command.ts";
import { eventsText } from "../../output/events.ts";

export default class EventsList extends MicroCommand {
  static override summary = "List what happened, newest first.";
  static override examples = [
    "<%= config.bin %> events list",
    {
      description: "One kind of the last hour",
      command: "<%= config.bin %> events list --type 'payment.*' --since 1h",
    },
    { description: "All that happened to one object", command: "<%= config.bin %> events list --object pi_123" },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    type: Flags.string({ helpValue: "TYPE", description: "only this type; payment.* means a group" }),
    object: Flags.string({ helpValue: "ID", description: "only those about this object" }),
    since: Flags.string({ helpValue: "TIME", description: "only since then: 90s, 1h, 2d, or a time" }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
  };

  async run(): Promise<AnyEvent[]> {
    const { flags } = await this.parse(EventsList);
    const events = await listEvents(this.connection(flags), flags);
    this.log(eventsText(events));
    return events;
  }
}
