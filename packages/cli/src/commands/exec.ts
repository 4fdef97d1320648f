import { Args, Flags } from "@oclif/core";

import { reportFormats } from "../actions/exec/report.ts";
import { UsageError } from "../abort.ts";
import { MicroCommand } from "../command.ts";
import { execText } from "../output/exec.ts";
import { say } from "../output/write.ts";
import { parseInstant } from "../params/instant.ts";
import { stripeFlags } from "../start-flags.ts";

const several = { multiple: true, multipleNonGreedy: true } as const;

export default class Exec extends MicroCommand {
  static override summary = "Run a command with a fresh sandbox of its own, and end that with it.";
  static override description =
    "The command finds the sandbox in MICRO_API_BASE, MICRO_API_KEY, MICRO_PUBLISHABLE_KEY and MICRO_WEBHOOK_SECRET, and under the names that Stripe's clients use. Its exit code is ours, 128 and the number for a signal. Nothing is left behind. Without --seed ids differ from run to run.";
  static override examples = [
    "<%= config.bin %> exec -- npm test",
    {
      description: "The same ids at every run, at a clock that stands",
      command: "<%= config.bin %> exec --seed 1 --clock 2027-01-15T08:00:00Z -- pytest",
    },
    {
      description: "With data, and a server that is sent events",
      command: "<%= config.bin %> exec --fixtures shop.yaml --forward-to localhost:3000/webhook -- npm test",
    },
    { description: "With a report for CI", command: "<%= config.bin %> exec --report junit micro.xml -- npm test" },
  ];
  static override args = { command: Args.string({ required: true, description: "after --, with its arguments" }) };
  static override flags = {
    seed: Flags.string({ helpValue: "TEXT", description: "seed of ids and chance, for runs that repeat exactly" }),
    fixtures: Flags.string({ ...several, helpValue: "FILE", description: "make these calls first; may be repeated" }),
    faults: Flags.string({
      ...several,
      helpValue: "FILE",
      description: "with these rules for faults; may be repeated",
    }),
    "forward-to": Flags.string({
      char: "f",
      helpValue: "URL",
      description: "deliver events there: URL, host and path, port (3000) or /path",
    }),
    stripe: Flags.boolean({
      dependsOn: ["forward-to"],
      description: "deliver in Stripe's form, with a Stripe-Signature",
    }),
    ...stripeFlags,
    clock: Flags.string({ helpValue: "frozen|INSTANT", description: "a clock that stands, now or at an instant" }),
    keep: Flags.boolean({ description: "keep the data, and say where it is" }),
    record: Flags.string({
      helpValue: "FILE",
      description: "write the calls and their answers down, for micro replay; the clock stands then",
    }),
    report: Flags.option({ options: reportFormats, ...several })({
      helpValue: "junit|json FILE",
      description: "write what happened into a file; may be repeated",
    }),
  };

  async run(): Promise<void> {
    const end = this.argv.indexOf("--");
    const command = end === -1 ? [] : this.argv.slice(end + 1);
    // Before the flags are read: those of the program that is to be run are none of ours.
    if (command.length === 0) throw new UsageError("What is to be run?", "Put it after --: micro exec -- npm test.");
    const { flags, argv } = await this.parse(
      { flags: Exec.flags, baseFlags: MicroCommand.baseFlags, strict: false },
      this.argv.slice(0, end),
    );
    const { exec, planExec } = await import("../actions/exec/plan.ts");
    const { clock } = flags;
    const frozenAt = clock === undefined ? undefined : parseInstant(clock === "frozen" ? "now" : clock, "--clock");
    const result = await exec({ ...planExec(flags, argv.map(String)), command, frozenAt });
    say(execText(result));
    process.exitCode = result.exit_code;
  }
}
