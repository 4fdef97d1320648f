import { Args, Flags } from "@oclif/core";
import type { NewApiKey } from "@micro/sdk";

import { rollKey } from "../../actions/keys/keys.ts";
import { MicroCommand } from "../../command.ts";
import { newKeyText } from "../../output/keys.ts";

export default class KeysRoll extends MicroCommand {
  static override summary = "Replace an API key by a new one that may do the same.";
  static override description = "The old key works on for the overlap, so that nothing stops while you exchange them.";
  static override examples = [
    "<%= config.bin %> keys roll key_0123456789abcdefghijklmn",
    { description: "At once", command: "<%= config.bin %> keys roll key_0123456789abcdefghijklmn --overlap 0" },
  ];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the key" }) };
  static override flags = {
    overlap: Flags.integer({
      min: 0,
      max: 604_800,
      helpValue: "SECONDS",
      description: "how long the old key works on; a day unless given",
    }),
  };

  async run(): Promise<NewApiKey> {
    const { args, flags } = await this.parse(KeysRoll);
    const key = await rollKey(this.connection(flags), args.id, flags.overlap);
    this.log(newKeyText(key));
    return key;
  }
}
