import { Flags } from "@oclif/core";

import { MicroCommand } from "./command.ts";

/** A command that shows a part of the ledger: a table on a terminal, JSON anywhere else. */
export abstract class LedgerCommand extends MicroCommand {
  static override enableJsonFlag = true;
  static override baseFlags = {
    ...MicroCommand.baseFlags,
    format: Flags.option({ options: ["table", "json"] as const })({
      description: "a table (the default on a terminal) or JSON (the default elsewhere)",
    }),
  };

  override jsonEnabled(): boolean {
    const [, format] = /(?:^| )--format[ =](table|json)(?: |$)/.exec(this.argv.join(" ")) ?? [];
    return super.jsonEnabled() || format === "json" || (format === undefined && !process.stdout.isTTY);
  }
}

const instant = "seconds since the epoch, a day such as 2026-11-20, or a time in ISO 8601";

/** The flags of a look at the past. */
export const asOfFlags = {
  at: Flags.string({ helpValue: "TIME", description: `as of then: ${instant}; of a day, its end in UTC` }),
  by: Flags.option({ options: ["created", "effective_at"] as const })({
    description: "which clock counts: when things were recorded (the default), or when they took effect",
  }),
};

/** The flags of a period. */
export const periodFlags = {
  from: Flags.string({ helpValue: "TIME", description: `the beginning: ${instant}` }),
  to: Flags.string({ helpValue: "TIME", description: "the end, not included; a day is included as a whole" }),
  by: asOfFlags.by,
};
