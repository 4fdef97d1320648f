import { Flags } from "@oclif/core";
import { modes, scopes, type NewApiKey } from "@micro/sdk";

import { createKey } from "../../actions/keys/keys.ts";
import { MicroCommand } from "../../command.ts";
import { newKeyText } from "../../output/keys.ts";

export default class KeysCreate extends MicroCommand {
  static override summary = "Create an API key; its secret is shown once.";
  static override description = "A key creates keys of its own mode, with no more scopes than it has itself.";
  static override examples = [
    "<%= config.bin %> keys create --name ci",
    {
      description: "One that can only read payments, for an hour",
      command: "<%= config.bin %> keys create --scope payments:read --expires-in 3600",
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    name: Flags.string({ helpValue: "TEXT", description: "what the key is called" }),
    environment: Flags.option({ options: modes })({ default: "test", description: "the mode of the key" }),
    scope: Flags.option({ options: scopes, multiple: true })({ description: "what the key may do; all unless given" }),
    "expires-in": Flags.integer({
      min: 1,
      helpValue: "SECONDS",
      description: "how long the key works; for ever unless given",
    }),
  };

  async run(): Promise<NewApiKey> {
    const { flags } = await this.parse(KeysCreate);
    const { name, environment, scope, "expires-in": expiresIn } = flags;
    const key = await createKey(this.connection(flags), { name, environment, scopes: scope, expiresIn });
    this.log(newKeyText(key));
    return key;
  }
}
