import { Flags } from "@oclif/core";

import { openClient, placeOf } from "../../actions/client.ts";
import { assertAccount } from "../../actions/logs/assert-account.ts";
import { parseLogFilter } from "../../actions/logs/filter.ts";
import { followRequests } from "../../actions/logs/follow-requests.ts";
import { MicroCommand } from "../../command.ts";
import { onInterrupt } from "../../interrupt.ts";
import { err } from "../../output/colours.ts";
import { logLine } from "../../output/log-line.ts";
import { print, printJsonLine, say } from "../../output/write.ts";

const several = { multiple: true, multipleNonGreedy: true } as const;

export default class LogsTail extends MicroCommand {
  static override summary = "Show the requests that the sandbox answers, as they come.";
  static override examples = [
    "<%= config.bin %> logs tail",
    {
      description: "What went wrong with payments",
      command: "<%= config.bin %> logs tail --status 4xx,5xx --path '/payments/*'",
    },
    {
      description: "The latest ten, then what follows, for a program",
      command: "<%= config.bin %> logs tail --last 10 --format json",
    },
  ];
  static override flags = {
    method: Flags.string({ ...several, helpValue: "GET,POST", description: "only these methods" }),
    path: Flags.string({ ...several, helpValue: "GLOB", description: "only these paths; * is anything" }),
    status: Flags.string({ ...several, helpValue: "402,5xx", description: "only these statuses or classes of them" }),
    "status-class": Flags.string({ ...several, helpValue: "4xx", description: "only these classes of statuses" }),
    source: Flags.string({
      ...several,
      helpValue: "api|sandbox|unknown",
      description: "the API, the sandbox itself, or no route",
    }),
    account: Flags.string({ helpValue: "org_…", description: "refuse to follow any other account" }),
    last: Flags.integer({ min: 0, max: 100, default: 0, helpValue: "N", description: "begin with the latest N" }),
    format: Flags.option({ options: ["text", "json"] as const, default: "text" })({ description: "how to print" }),
    json: Flags.boolean({ description: "the same as --format json" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LogsTail);
    const fits = parseLogFilter(flags);
    const { signal } = onInterrupt();
    const connection = this.connection(flags);
    const place = placeOf(connection);
    await using client = openClient(connection);
    if (flags.account !== undefined) await assertAccount(client, flags.account);
    const asJson = flags.json || flags.format === "json";
    const entries = followRequests(client, {
      signal,
      last: flags.last,
      onReady: () => (asJson ? undefined : say(err.dim(`Ready: the requests to ${client.baseUrl}. ^C ends it.`))),
      onConnection: (isConnected) =>
        say(
          isConnected
            ? err.green(`Connected again to ${place().url}.`)
            : err.yellow("Lost the connection; trying again."),
        ),
    });
    for await (const entry of entries) {
      if (!fits(entry)) continue;
      if (asJson) printJsonLine(entry);
      else print(logLine(entry));
    }
  }
}
