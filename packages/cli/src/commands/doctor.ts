import { examine } from "../actions/doctor/doctor.ts";
import type { Finding } from "../actions/doctor/check.ts";
import { exitCodes } from "../abort.ts";
import { MicroCommand } from "../command.ts";
import { findingText } from "../output/finding.ts";
import { getProgram } from "../program/program.ts";

export default class Doctor extends MicroCommand {
  static override summary = "Look for what is wrong on this machine, and say how to mend it.";
  static override description =
    "Node, the file of the profiles, the data folder and what is in it, the network, the port, the sandbox, the key, the clock. Exits with 1 when something does not work.";
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor --json"];
  static override enableJsonFlag = true;

  async run(): Promise<{ healthy: boolean; findings: Finding[] }> {
    const { flags } = await this.parse(Doctor);
    const { pjson } = getProgram();
    const findings: Finding[] = [];
    for await (const finding of examine(flags, { version: pjson.version, node: pjson.engines.node })) {
      findings.push(finding);
      this.log(findingText(finding));
    }
    const healthy = findings.every(({ verdict }) => verdict !== "problem");
    if (!healthy) process.exitCode = exitCodes.failed;
    return { healthy, findings };
  }
}
