import { Args } from "@oclif/core";
import type { ApiKey } from "@micro/sdk";

import { revokeKey } from "../../actions/keys/keys.ts";
import { MicroCommand } from "../../command.ts";
import { out } from "../../output/colours.ts";

export default class KeysRevoke extends MicroCommand {
  static override summary = "Revoke an API key; it stops working at once.";
  static override examples = ["<%= config.bin %> keys revoke key_0123456789abcdefghijklmn"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ required: true, description: "id of the key" }) };

  async run(): Promise<ApiKey> {
    const { args, flags } = await this.parse(KeysRevoke);
    const key = await revokeKey(this.connection(flags), args.id);
    this.log(`${out.green("✓")} Revoked ${key.truncated_key} (${key.id}).`);
    return key;
  }
}
