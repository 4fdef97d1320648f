import { Args, Flags } from "@oclif/core";

import { openClient } from "../actions/client.ts";
import { makeFixture, takeBack, type FixtureReport } from "../actions/fixtures/fixtures.ts";
import { readFixture } from "../actions/fixtures/parse-fixture.ts";
import { UsageError } from "../abort.ts";
import { MicroCommand } from "../command.ts";
import { fixtureText } from "../output/fixtures.ts";
import { startProgress } from "../output/progress.ts";

export default class Fixtures extends MicroCommand {
  static override summary = "Make the calls of a JSON or YAML file, in order.";
  static override description =
    "All of the file is checked before the first call. ${name:path|default} is a value of an earlier answer, ${env:VAR} a variable, ${uuid} and ${now} what they say. Where a call fails, what was made before is taken back.";
  static override examples = [
    "<%= config.bin %> fixtures shop.yaml",
    { description: "Keep the ids for your tests", command: "<%= config.bin %> fixtures shop.yaml --env .env.test" },
    {
      description: "And take everything back",
      command: "<%= config.bin %> fixtures shop.yaml --env .env.test --clean-up",
    },
  ];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ required: true, description: "the file, or - for stdin" }) };
  static override flags = {
    env: Flags.string({ helpValue: "FILE", description: "write the ids to this file, as NAME_ID=…" }),
    "clean-up": Flags.boolean({ description: "take back what the ids in the env file name" }),
    keep: Flags.boolean({ description: "keep what was made also where a call fails" }),
    check: Flags.boolean({ description: "check the file and call nothing" }),
  };

  async run(): Promise<FixtureReport> {
    const { args, flags } = await this.parse(Fixtures);
    const envFile = flags.env;
    if (flags["clean-up"] && envFile === undefined) {
      throw new UsageError("What is to be taken back?", "Add --env with the file that has the ids.");
    }
    const fixture = readFixture(args.file, process.env);
    if (flags.check) {
      this.log(`${args.file} is in order: ${fixture.steps.length} calls.`);
      return { made: [], env: {}, cleaned: [] };
    }
    await using client = openClient(this.connection(flags));
    const progress = startProgress("Fixtures", fixture.steps.length);
    const report =
      flags["clean-up"] && envFile !== undefined
        ? await takeBack(client, fixture, envFile)
        : await makeFixture(client, fixture, { envFile, keep: flags.keep, onStep: ({ name }) => progress.step(name) });
    progress.end();
    this.log(fixtureText(report, envFile));
    return report;
  }
}
