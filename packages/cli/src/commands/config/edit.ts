import { editConfig } from "../../actions/edit-config.ts";
import { MicroCommand } from "../../command.ts";
import { shortPath } from "../../config/paths.ts";
import { out } from "../../output/colours.ts";

export default class ConfigEdit extends MicroCommand {
  static override summary = "Open the file of the profiles in your editor, and check it afterwards.";
  static override description = "The editor is $VISUAL or $EDITOR.";
  static override examples = ["<%= config.bin %> config edit", "EDITOR=nano <%= config.bin %> config edit"];
  static override enableJsonFlag = true;

  async run(): Promise<{ file: string }> {
    const { flags } = await this.parse(ConfigEdit);
    const { file } = this.places(flags);
    await editConfig(file);
    this.log(`${out.green("✓")} ${shortPath(file)} is in order.`);
    return { file };
  }
}
