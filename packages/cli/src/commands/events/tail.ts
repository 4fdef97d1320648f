import { Flags } from "@oclif/core";

import { openClient, placeOf } from "../../actions/client.ts";
import { followEvents } from "../../actions/events/follow-events.ts";
import { parseMatches } from "../../actions/events/match.ts";
import { parseEventTypes } from "../../actions/listen/event-types.ts";
import { MicroCommand } from "../../command.ts";
import { onInterrupt } from "../../interrupt.ts";
import { err } from "../../output/colours.ts";
import { eventLine } from "../../output/event-line.ts";
import { print, printJsonLine, say } from "../../output/write.ts";

const several = { multiple: true, multipleNonGreedy: true } as const;

export default class EventsTail extends MicroCommand {
  static override summary = "Show events as they happen.";
  static override description = "Nothing is forwarded and nothing acknowledged: micro listen does that.";
  static override examples = [
    "<%= config.bin %> events tail",
    {
      description: "Everything so far, then what follows",
      command: "<%= config.bin %> events tail --after 0 --format json",
    },
    { description: "Of one payment", command: "<%= config.bin %> events tail --events 'payment.*' --match id=pi_…" },
  ];
  static override flags = {
    events: Flags.string({ ...several, helpValue: "a,b", description: "only these; payment.* means a group" }),
    match: Flags.string({
      ...several,
      helpValue: "PATH=VALUE",
      description: "what the event's object has; may be repeated",
    }),
    after: Flags.integer({ min: 0, helpValue: "SEQ", description: "begin after this event, 0 for the first" }),
    format: Flags.option({ options: ["text", "json"] as const, default: "text" })({ description: "how to print" }),
    json: Flags.boolean({ description: "the same as --format json" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(EventsTail);
    const types = flags.events && parseEventTypes(flags.events);
    const matches = parseMatches(flags.match ?? []);
    const { signal } = onInterrupt();
    const connection = this.connection(flags);
    const place = placeOf(connection);
    await using client = openClient(connection);
    const asJson = flags.json || flags.format === "json";
    const note = (text: string) => (asJson ? undefined : say(text));
    await followEvents(client, {
      types,
      after: flags.after,
      signal,
      onReady: () => note(err.dim(`Ready: the events of ${client.baseUrl}. ^C ends it.`)),
      onDisconnect: () => note(err.yellow("Lost the connection; trying again.")),
      onReconnect: () => note(err.green(`Connected again to ${place().url}.`)),
      onHistoryChanged: () => note(err.yellow("The sandbox was reset.")),
      onEvent: (event) => {
        if (!matches(event)) return;
        if (asJson) printJsonLine({ ...event });
        else print(eventLine(event));
      },
    });
  }
}
