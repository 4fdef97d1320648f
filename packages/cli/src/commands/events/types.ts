import { Args, Flags } from "@oclif/core";
import type { EventTypeEntry } from "@micro/sdk";

import { listEventTypes } from "../../actions/events/read.ts";
import { MicroCommand } from "../../command.ts";
import { eventTypesText } from "../../output/events.ts";

export default class EventsTypes extends MicroCommand {
  static override summary = "Say what each type of event means, with its JSON Schema or an example.";
  static override examples = [
    "<%= config.bin %> events types",
    { description: "What a handler gets", command: "<%= config.bin %> events types payment.succeeded --example" },
    { description: "To validate with", command: "<%= config.bin %> events types payment.succeeded --schema" },
  ];
  static override enableJsonFlag = true;
  static override args = { type: Args.string({ description: "a type or a pattern; all by default" }) };
  static override flags = {
    schema: Flags.boolean({ exclusive: ["example"], description: "print the JSON Schema" }),
    example: Flags.boolean({ description: "print an example" }),
  };

  async run(): Promise<EventTypeEntry[]> {
    const { args, flags } = await this.parse(EventsTypes);
    const types = await listEventTypes(this.connection(flags), args.type);
    const show = flags.schema ? "schema" : flags.example && "example";
    this.log(show ? types.map((type) => JSON.stringify(type[show], null, 2)).join("\n") : eventTypesText(types));
    return types;
  }
}
