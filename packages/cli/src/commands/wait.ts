import { Flags } from "@oclif/core";
import type { AnyEvent } from "@micro/sdk";

import { openClient } from "../actions/client.ts";
import { parseEventTypes } from "../actions/listen/event-types.ts";
import { parseMatches } from "../actions/events/match.ts";
import { waitForEvent } from "../actions/events/wait-for-event.ts";
import { MicroCommand } from "../command.ts";
import { onInterrupt } from "../interrupt.ts";
import { err, out } from "../output/colours.ts";
import { say } from "../output/write.ts";
import { parseDuration } from "../params/duration.ts";

const several = { multiple: true, multipleNonGreedy: true } as const;

export default class Wait extends MicroCommand {
  static override summary = "Wait until an event happens. Exits with 1 when it does not in time.";
  static override examples = [
    "<%= config.bin %> wait --event payment.succeeded --timeout 5s",
    {
      description: "Only the one that is meant",
      command: "<%= config.bin %> wait --event payment.failed --match amount=500 --match metadata.order=7",
    },
    {
      description: "Also what happened before",
      command: "<%= config.bin %> wait --event 'payment.*' --after 0 --json",
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    event: Flags.string({
      ...several,
      required: true,
      helpValue: "TYPE",
      description: "type or pattern; may be repeated",
    }),
    match: Flags.string({
      ...several,
      helpValue: "PATH=VALUE",
      description: "what the event's object has; may be repeated",
    }),
    timeout: Flags.string({ default: "30s", helpValue: "5s", description: "how long to wait" }),
    after: Flags.integer({ min: 0, helpValue: "SEQ", description: "begin after this event, 0 for the first" }),
  };

  async run(): Promise<AnyEvent | undefined> {
    const { flags } = await this.parse(Wait);
    const types = parseEventTypes(flags.event);
    const matches = parseMatches(flags.match ?? []);
    const timeoutMs = parseDuration(flags.timeout, "--timeout");
    const { signal } = onInterrupt();
    await using client = openClient(this.connection(flags));
    const onReady = () => (this.jsonEnabled() ? undefined : say(err.dim(`Waiting for ${types.join(" or ")}.`)));
    const event = await waitForEvent(client, { types, matches, timeoutMs, after: flags.after, signal, onReady });
    if (event !== undefined) {
      this.log(`${out.green("✓")} ${out.bold(event.type)}  ${event.id}  ${out.dim(`#${event.seq}`)}`);
    }
    return event;
  }
}
