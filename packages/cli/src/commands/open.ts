import { Args, Flags } from "@oclif/core";

import { destinations, openInBrowser, type Opened } from "../actions/open.ts";
import { MicroCommand } from "../command.ts";

export default class Open extends MicroCommand {
  static override summary = "Open a page of the sandbox in the browser: the API reference by default.";
  static override examples = [
    "<%= config.bin %> open",
    "<%= config.bin %> open dashboard",
    "<%= config.bin %> open device",
    "<%= config.bin %> open cs_…",
    "<%= config.bin %> open api --print",
  ];
  static override description =
    "The dashboard shows what the key's account has. To it, and where other machines can call the sandbox to every page, the address has a token that lets one browser in, once and within a minute.";
  static override enableJsonFlag = true;
  static override args = {
    what: Args.string({
      default: "docs",
      description: `${Object.keys(destinations).join(", ")}, or the id of a checkout session`,
    }),
  };
  static override flags = { print: Flags.boolean({ description: "print the URL and open nothing" }) };

  async run(): Promise<Opened> {
    const { args, flags } = await this.parse(Open);
    const opened = await openInBrowser(this.connection(flags), args.what, !flags.print);
    this.log(opened.url);
    return opened;
  }
}
