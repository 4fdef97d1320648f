import { Args } from "@oclif/core";

import { getSetting, parseKey } from "../../actions/config.ts";
import { MicroCommand } from "../../command.ts";

export default class ConfigGet extends MicroCommand {
  static override summary = "Print a setting of the profile, whole.";
  static override examples = [
    "<%= config.bin %> config get gateway_url",
    "<%= config.bin %> config get api_key -p staging",
  ];
  static override enableJsonFlag = true;
  static override args = { key: Args.string({ required: true, description: "api_key, email or gateway_url" }) };

  async run(): Promise<{ key: string; value: string }> {
    const { args, flags } = await this.parse(ConfigGet);
    const key = parseKey(args.key);
    const value = getSetting(this.profile(flags), key);
    this.log(value);
    return { key, value };
  }
}
