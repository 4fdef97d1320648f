import type { SigningKey } from "@micro/sdk";

import { rotateSigningKey } from "../../actions/keys/keys.ts";
import { MicroCommand } from "../../command.ts";
import { rotationText } from "../../output/keys.ts";

export default class KeysRotate extends MicroCommand {
  static override summary = "Rotate the key that signs the tokens of sessions.";
  static override description =
    "The new key is published at once and signs ten minutes later; the old one stays published until its last token is dead. By itself this happens every thirty days of the sandbox's time.";
  static override examples = ["<%= config.bin %> keys rotate"];
  static override enableJsonFlag = true;

  async run(): Promise<SigningKey> {
    const { flags } = await this.parse(KeysRotate);
    const key = await rotateSigningKey(this.connection(flags));
    this.log(rotationText(key));
    return key;
  }
}
