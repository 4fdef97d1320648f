import { Flags } from "@oclif/core";

import { dev } from "../actions/dev.ts";
import { parseEventTypes } from "../actions/listen/event-types.ts";
import { parseHeaders } from "../actions/listen/headers.ts";
import { openSource } from "../actions/listen/source.ts";
import { parseTarget } from "../actions/listen/target.ts";
import { ownRequests } from "../actions/own-requests.ts";
import { MicroCommand } from "../command.ts";
import { endWithNpx } from "../end-with-npx.ts";
import { onInterrupt } from "../interrupt.ts";

const repeatable = { multiple: true, multipleNonGreedy: true } as const;

export default class Dev extends MicroCommand {
  static override summary = "The sandbox, its events and your server on one screen.";
  static override description =
    "Starts a sandbox where none runs, forwards events to your server, and shows events, requests, payments and the ledger. Without a terminal, with CI, or with --plain it prints plain lines instead.";
  static override examples = [
    "<%= config.bin %> dev --forward-to localhost:3000/webhook",
    { description: "Only some events", command: "<%= config.bin %> dev -f 3000 --events 'payment.*'" },
    { description: "For a screen reader, or into a file", command: "<%= config.bin %> dev --plain" },
  ];
  static override flags = {
    "forward-to": Flags.string({
      char: "f",
      helpValue: "URL",
      description: "URL, host and path, port (3000) or /path",
    }),
    events: Flags.string({ ...repeatable, helpValue: "a,b", description: "only these; payment.* means a group" }),
    headers: Flags.string({ ...repeatable, helpValue: "'K: V'", description: "added to each forward" }),
    "skip-verify": Flags.boolean({ description: "accept any TLS certificate of the target" }),
    plain: Flags.boolean({ description: "print plain lines" }),
    format: Flags.option({ options: ["text", "json"] as const, default: "text" })({
      description: "how to print plain lines",
    }),
    json: Flags.boolean({ description: "the same as --plain --format json" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Dev);
    const types = flags.events && parseEventTypes(flags.events);
    const url = flags["forward-to"] === undefined ? undefined : parseTarget(flags["forward-to"]);
    const target = url && { url, headers: parseHeaders(flags.headers ?? []), skipVerify: flags["skip-verify"] };
    const format = flags.json ? "json" : flags.format;
    const { signal } = onInterrupt();
    endWithNpx();
    await using source = await openSource(this.connection(flags), ownRequests);
    await dev(source, { target, types, signal, format, plain: flags.plain || format === "json" });
  }
}
