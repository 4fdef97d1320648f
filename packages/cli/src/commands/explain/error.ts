import { Args, Flags } from "@oclif/core";

import { allErrors, explainError, type ExplainedError } from "../../actions/explain.ts";
import { UsageError } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { out } from "../../output/colours.ts";
import { table } from "../../output/table.ts";

export default class ExplainError extends MicroCommand {
  static override summary = "Say what an error code means and what to do about it.";
  static override examples = [
    "<%= config.bin %> explain error card_declined",
    "<%= config.bin %> explain error --list",
  ];
  static override enableJsonFlag = true;
  static override args = { code: Args.string({ description: "code of the error" }) };
  static override flags = { list: Flags.boolean({ description: "show every code" }) };

  async run(): Promise<ExplainedError | ExplainedError[]> {
    const { args, flags } = await this.parse(ExplainError);
    if (flags.list) {
      const all = allErrors();
      this.log(table(all.map(({ code, status, message }) => [out.cyan(code), String(status), message])));
      return all;
    }
    if (args.code === undefined) throw new UsageError("Which code is meant?", "micro explain error --list shows all.");
    const error = explainError(args.code);
    this.log(`${out.bold(error.code)}  ${out.dim(`${error.status} ${error.type}`)}`);
    this.log(error.message);
    this.log(`${out.dim("→")} ${error.hint}`);
    return error;
  }
}
