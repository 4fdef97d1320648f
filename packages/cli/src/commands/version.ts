import { MicroCommand } from "../command.ts";

export default class Version extends MicroCommand {
  static override summary = "Print the version of micro, of Node and of the system.";
  static override examples = ["<%= config.bin %> version", "<%= config.bin %> version --json"];
  static override enableJsonFlag = true;

  async run(): Promise<Record<string, string>> {
    await this.parse(Version);
    const { platform, arch, version: node } = process;
    const { version } = this.config;
    this.log(`micro ${version}, Node ${node.slice(1)}, ${platform} ${arch}`);
    return { version, node, platform, arch };
  }
}
