import { Args } from "@oclif/core";

import { parseKey, unsetSetting } from "../../actions/config.ts";
import { MicroCommand } from "../../command.ts";
import { describeProfile } from "../../config/profiles.ts";
import { out } from "../../output/colours.ts";

export default class ConfigUnset extends MicroCommand {
  static override summary = "Remove a setting from the profile.";
  static override examples = [
    "<%= config.bin %> config unset api_key",
    "<%= config.bin %> config unset api_key -p staging",
  ];
  static override enableJsonFlag = true;
  static override args = { key: Args.string({ required: true, description: "api_key, email or gateway_url" }) };

  async run(): Promise<{ key: string; removed: boolean }> {
    const { args, flags } = await this.parse(ConfigUnset);
    const profile = this.profile(flags);
    const key = parseKey(args.key);
    const removed = await unsetSetting(profile, key);
    const where = describeProfile(profile);
    this.log(removed ? `${out.green("✓")} ${key} is removed from ${where}.` : `${key} was not set in ${where}.`);
    return { key, removed };
  }
}
