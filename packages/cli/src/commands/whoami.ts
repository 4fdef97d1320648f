import { Flags } from "@oclif/core";

import { sourcesOf, whoami, type Identity } from "../actions/whoami.ts";
import { MicroCommand } from "../command.ts";
import { out } from "../output/colours.ts";
import { table } from "../output/table.ts";
import { say } from "../output/write.ts";

export default class Whoami extends MicroCommand {
  static override summary = "Say which account, mode and sandbox the commands use.";
  static override examples = [
    "<%= config.bin %> whoami",
    { description: "Also say where key and URL come from", command: "<%= config.bin %> whoami --show-source" },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    "show-source": Flags.boolean({
      aliases: ["verbose"],
      description: "say where each value comes from: flag, environment, file, running sandbox or default",
    }),
  };

  async run(): Promise<Identity> {
    const { flags } = await this.parse(Whoami);
    const connection = this.connection(flags);
    const identity = await whoami(connection).catch((error: unknown) => {
      const { key, base_url: base } = sourcesOf(connection);
      if (flags["show-source"]) say(`URL ${connection.baseUrl.value} from ${base}, key from ${key ?? "nowhere"}.`);
      throw error;
    });
    const source = (text: string | null) => (flags["show-source"] && text !== null ? out.dim(`(${text})`) : "");
    this.log(
      table([
        [out.bold("account"), identity.account],
        [out.bold("email"), identity.email],
        [out.bold("mode"), identity.mode ?? "session"],
        [out.bold("key"), identity.key ?? "", source(identity.sources.key)],
        ...(identity.publishable_key === null ? [] : [[out.bold("publishable key"), identity.publishable_key]]),
        [out.bold("URL"), identity.base_url, source(identity.sources.base_url)],
      ]),
    );
    return identity;
  }
}
