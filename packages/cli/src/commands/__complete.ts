import { complete } from "../completion/complete.ts";
import { lookFrom } from "../completion/look.ts";
import { MicroCommand } from "../command.ts";
import { print } from "../output/write.ts";
import { getProgram } from "../program/program.ts";

export default class Complete extends MicroCommand {
  static override summary =
    "Print what may follow the words after --, a line for each. The scripts of completion ask this.";
  static override examples = ["<%= config.bin %> __complete -- sandbox st"];
  static override hidden = true;
  static override strict = false;

  async run(): Promise<void> {
    // As they stand: what is begun may be -- itself, which whoever reads flags would drop.
    const argv = this.argv.slice(this.argv.indexOf("--") + 1);
    // A shell that cannot pass an empty word sends two quotation marks.
    const words = argv.map((word) => (word === '""' ? "" : word));
    const candidates = await complete(await getProgram().manifest(), words, lookFrom(words));
    for (const { word, about } of candidates) print(about === "" ? word : `${word}\t${about}`);
  }
}
