import { Args, Flags } from "@oclif/core";

import { openClient } from "../actions/client.ts";
import { parseTrigger, trigger, triggerList, type Triggered } from "../actions/trigger.ts";
import { waitUntilDelivered } from "../actions/wait-until-delivered.ts";
import { UsageError } from "../abort.ts";
import { MicroCommand } from "../command.ts";
import { out } from "../output/colours.ts";
import { startProgress } from "../output/progress.ts";
import { table } from "../output/table.ts";
import { deliveredText, triggeredText } from "../output/triggered.ts";
import { printJsonLine } from "../output/write.ts";
import { parseDuration } from "../params/duration.ts";

const several = { multiple: true, multipleNonGreedy: true } as const;

export default class Trigger extends MicroCommand {
  static override summary = "Bring an event about, by the ordinary calls that lead to it.";
  static override examples = [
    "<%= config.bin %> trigger payment.succeeded",
    {
      description: "Another amount, and a key of your own",
      command: "<%= config.bin %> trigger payment.succeeded --override amount=500 --override metadata.order=7",
    },
    {
      description: "Of a payment that exists",
      command: "<%= config.bin %> trigger payment.succeeded --use payment_intent=pi_…",
    },
    {
      description: "Ten times, each until it is delivered",
      command: "<%= config.bin %> trigger payment.failed --repeat 10 --wait",
    },
    { description: "Every event that can be triggered", command: "<%= config.bin %> trigger --list" },
  ];
  static override enableJsonFlag = true;
  static override args = { type: Args.string({ description: "type of the event, such as payment.succeeded" }) };
  static override flags = {
    override: Flags.string({
      ...several,
      helpValue: "PATH=VALUE",
      description: "send this value instead; may be repeated",
    }),
    add: Flags.string({ ...several, helpValue: "PATH=VALUE", description: "send this one, too; may be repeated" }),
    remove: Flags.string({ ...several, helpValue: "PATH", description: "leave this one out; may be repeated" }),
    use: Flags.string({ ...several, helpValue: "STEP=ID", description: "take what exists instead of making it" }),
    raw: Flags.string({ helpValue: "JSON|@FILE", description: "make these calls instead" }),
    wait: Flags.boolean({ description: "wait until it is delivered; exits with 1 when it is not" }),
    timeout: Flags.string({ default: "30s", helpValue: "5s", description: "how long to wait" }),
    repeat: Flags.integer({ min: 1, max: 10_000, default: 1, helpValue: "N", description: "do it so many times" }),
    list: Flags.boolean({ description: "show every event that can be triggered" }),
    format: Flags.option({ options: ["text", "json"] as const, default: "text" })({ description: "json is --json" }),
  };

  async run(): Promise<Triggered | ReturnType<typeof triggerList> | undefined> {
    const { args, flags } = await this.parse(Trigger);
    if (flags.list) return this.#list();
    const { type } = args;
    if (type === undefined) throw new UsageError("Which event is to be triggered?", "micro trigger --list shows all.");
    const timeoutMs = parseDuration(flags.timeout, "--timeout");
    const { add = [], override = [], remove = [], use = [], raw } = flags;
    const options = parseTrigger({ overrides: [...override, ...add], removals: remove, use, raw });
    await using client = openClient(this.connection(flags));
    const progress = startProgress(`Triggering ${type}`, flags.repeat);
    for (let count = 1; count <= flags.repeat; count += 1) {
      const triggered = await trigger(client, type, options);
      const delivered = flags.wait ? await waitUntilDelivered(client, triggered, timeoutMs) : undefined;
      const result = { ...triggered, ...(delivered && { delivered }) };
      if (flags.repeat === 1 && this.jsonEnabled()) return result;
      progress.end();
      if (this.jsonEnabled()) printJsonLine(result);
      this.log(triggeredText(triggered) + deliveredText(delivered));
      progress.step();
    }
    progress.end();
    return undefined;
  }

  override jsonEnabled(): boolean {
    return super.jsonEnabled() || /(^| )--format[ =]json( |$)/.test(this.argv.join(" "));
  }

  #list() {
    const list = triggerList();
    this.log(table(list.map(({ type, meaning }) => [out.cyan(type), meaning])));
    return list;
  }
}
