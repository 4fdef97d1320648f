import { Flags } from "@oclif/core";

import { openInBrowser, type Opened } from "../../actions/open.ts";
import { MicroCommand } from "../../command.ts";

export default class SandboxOpen extends MicroCommand {
  static override summary = "Open the sandbox's API reference in the browser, as micro open docs does.";
  static override examples = ["<%= config.bin %> sandbox open", "<%= config.bin %> sandbox open --print"];
  static override enableJsonFlag = true;
  static override flags = { print: Flags.boolean({ description: "print the URL and open nothing" }) };

  async run(): Promise<Opened> {
    const { flags } = await this.parse(SandboxOpen);
    const opened = await openInBrowser(this.connection(flags), "docs", !flags.print);
    this.log(opened.url);
    return opened;
  }
}
