import { listSettings } from "../../actions/config.ts";
import { MicroCommand } from "../../command.ts";
import { shortPath } from "../../config/paths.ts";
import { out } from "../../output/colours.ts";
import { table } from "../../output/table.ts";

export default class ConfigList extends MicroCommand {
  static override summary = "Show all profiles and what they hold.";
  static override description = "Of a key only its ends are shown; micro config get api_key prints it.";
  static override examples = ["<%= config.bin %> config list", "<%= config.bin %> config list --json"];
  static override enableJsonFlag = true;

  async run(): Promise<ReturnType<typeof listSettings>> {
    const { flags } = await this.parse(ConfigList);
    const list = listSettings(this.profile(flags));
    this.log(
      out.dim(list.exists ? shortPath(list.file) : `${shortPath(list.file)} does not exist: nobody has logged in.`),
    );
    for (const [name, profile] of Object.entries(list.profiles)) {
      const rows = Object.entries(profile).map(([key, value]) => [`  ${key}`, value]);
      this.log(out.bold(name));
      this.log(rows.length === 0 ? "  nothing" : table(rows));
    }
    return list;
  }
}
