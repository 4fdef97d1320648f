import { Args } from "@oclif/core";

import { parseKey, setSetting } from "../../actions/config.ts";
import { MicroCommand } from "../../command.ts";
import { describeProfile } from "../../config/profiles.ts";
import { out } from "../../output/colours.ts";

export default class ConfigSet extends MicroCommand {
  static override summary = "Keep a setting in the profile.";
  static override examples = [
    "<%= config.bin %> config set gateway_url http://127.0.0.1:8081",
    "<%= config.bin %> config set api_key sk_test_… -p staging",
  ];
  static override enableJsonFlag = true;
  static override args = {
    key: Args.string({ required: true, description: "api_key, email or gateway_url" }),
    value: Args.string({ required: true, description: "what to keep" }),
  };

  async run(): Promise<{ key: string; kept_in: string }> {
    const { args, flags } = await this.parse(ConfigSet);
    const profile = this.profile(flags);
    const key = parseKey(args.key);
    await setSetting(profile, key, args.value);
    const where = describeProfile(profile);
    this.log(`${out.green("✓")} ${key} is kept in ${where}.`);
    return { key, kept_in: where };
  }
}
