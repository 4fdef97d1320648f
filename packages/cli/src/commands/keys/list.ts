import type { ApiKey } from "@micro/sdk";

import { listKeys } from "../../actions/keys/keys.ts";
import { MicroCommand } from "../../command.ts";
import { keysText } from "../../output/keys.ts";

export default class KeysList extends MicroCommand {
  static override summary = "List the account's API keys of this mode, revoked ones included.";
  static override examples = ["<%= config.bin %> keys list"];
  static override enableJsonFlag = true;

  async run(): Promise<ApiKey[]> {
    const { flags } = await this.parse(KeysList);
    const keys = await listKeys(this.connection(flags));
    this.log(keysText(keys));
    return keys;
  }
}
