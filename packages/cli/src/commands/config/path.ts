import { MicroCommand } from "../../command.ts";

export default class ConfigPath extends MicroCommand {
  static override summary = "Print where the profiles are kept, and where the sandbox's data is.";
  static override examples = ["<%= config.bin %> config path", "<%= config.bin %> config path --json"];
  static override enableJsonFlag = true;

  async run(): Promise<{ file: string; data_dir: string }> {
    const { flags } = await this.parse(ConfigPath);
    const { file, dataDir } = this.places(flags);
    this.log(file);
    return { file, data_dir: dataDir };
  }
}
