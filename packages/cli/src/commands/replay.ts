import { Args } from "@oclif/core";

import { replay, type ReplayResult } from "../actions/replay.ts";
import { readTranscript } from "../actions/transcript.ts";
import { exitCodes } from "../abort.ts";
import { MicroCommand } from "../command.ts";
import { replayText } from "../output/replay.ts";

export default class Replay extends MicroCommand {
  static override summary = "Make the calls of a transcript again, and tell the first that is answered otherwise.";
  static override description =
    "They are made one after the other in a fresh sandbox with the same seed and clock. Exits with 1 where an answer differs. Calls that hold a secret cannot be made again, since a transcript has none.";
  static override examples = [
    "<%= config.bin %> replay run.json",
    { description: "Record one", command: "<%= config.bin %> exec --record run.json -- npm test" },
  ];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ required: true, description: "what --record wrote" }) };

  async run(): Promise<ReplayResult> {
    const { args } = await this.parse(Replay);
    const result = await replay(readTranscript(args.file));
    this.log(replayText(result));
    if (result.difference !== null) process.exitCode = exitCodes.failed;
    return result;
  }
}
