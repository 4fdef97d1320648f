import { Args, Flags } from "@oclif/core";

import { destinations, openInBrowser, parseDestination, type Opened } from "../actions/open.ts";
import { MicroCommand } from "../command.ts";

export default class Open extends MicroCommand {
  static override summary = "Open the dashboard, the documentation or the API's description in the browser.";
  static override examples = [
    "<%= config.bin %> open",
    "<%= config.bin %> open docs",
    "<%= config.bin %> open api --print",
  ];
  static override enableJsonFlag = true;
  static override args = {
    what: Args.string({ default: "dashboard", description: Object.keys(destinations).join(", ") }),
  };
  static override flags = { print: Flags.boolean({ description: "print the URL and open nothing" }) };

  async run(): Promise<Opened> {
    const { args, flags } = await this.parse(Open);
    const opened = await openInBrowser(this.connection(flags), parseDestination(args.what), !flags.print);
    this.log(opened.url);
    return opened;
  }
}
