import { Flags } from "@oclif/core";

import { followLog, lastLogLines } from "../../actions/sandbox/logs.ts";
import { MicroCommand } from "../../command.ts";
import { onInterrupt } from "../../interrupt.ts";
import { print } from "../../output/write.ts";

export default class SandboxLogs extends MicroCommand {
  static override summary = "Print the sandbox's own log: what it would say if it had a terminal.";
  static override description = "The requests that it answers are another log: micro logs tail.";
  static override examples = ["<%= config.bin %> sandbox logs", "<%= config.bin %> sandbox logs --follow"];
  static override enableJsonFlag = true;
  static override flags = {
    follow: Flags.boolean({ char: "f", description: "go on with what is added" }),
    lines: Flags.integer({
      char: "n",
      min: 0,
      default: 100,
      helpValue: "N",
      description: "begin with the last N lines",
    }),
  };

  async run(): Promise<{ file: string; lines: string[] } | undefined> {
    const { flags } = await this.parse(SandboxLogs);
    const { dataDir } = this.places(flags);
    const log = lastLogLines(dataDir, flags.lines);
    if (!flags.follow) {
      this.log(log.lines.join("\n"));
      return log;
    }
    const { signal } = onInterrupt();
    for (const line of log.lines) print(line);
    await followLog(dataDir, signal, print);
    return undefined;
  }
}
