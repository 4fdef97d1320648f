import { once } from "node:events";

import { Flags } from "@oclif/core";

import { beginRecording } from "../../actions/sandbox/record.ts";
import { startDetached, startSandbox, type Started } from "../../actions/sandbox/start.ts";
import { MicroCommand } from "../../command.ts";
import { onInterrupt } from "../../interrupt.ts";
import { startedNotes, startedText } from "../../output/sandbox.ts";
import { say } from "../../output/write.ts";
import { readServerOptions, serverFlags, startFlags } from "../../start-flags.ts";

export default class SandboxStart extends MicroCommand {
  static override summary = "Start the sandbox: the whole API, on this machine.";
  static override description =
    "It runs until ^C, or in the background with --detach. Its data stays for the next start.";
  static override examples = [
    "<%= config.bin %> sandbox start",
    {
      description: "In the background, on any free port",
      command: "<%= config.bin %> sandbox start --detach --port 0",
    },
    { description: "Without leaving anything behind", command: "<%= config.bin %> sandbox start --memory" },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...startFlags,
    ...serverFlags,
    record: Flags.string({
      helpValue: "FILE",
      dependsOn: ["memory"],
      exclusive: ["detach"],
      description: "write the calls and their answers down at the end, for micro replay; the clock stands then",
    }),
  };

  async run(): Promise<Started | undefined> {
    const { flags } = await this.parse(SandboxStart);
    const { port, memory } = flags;
    const recording = flags.record === undefined ? undefined : beginRecording(flags.record, flags.seed);
    const { seed, frozenAt } = recording ?? { seed: flags.seed };
    const { dataDir } = this.places(flags);
    const request = { dataDir, port, memory, seed, frozenAt, server: readServerOptions(flags) };
    const { signal } = onInterrupt();
    if (flags.detach) {
      const started = await startDetached(request, signal);
      this.#announce(started);
      return started;
    }
    const { sandbox, started } = await startSandbox(request);
    this.#announce(started);
    if (this.jsonEnabled()) this.logJson(started);
    if (!signal.aborted) await once(signal, "abort");
    say("Stopping.");
    try {
      await recording?.write(started);
    } finally {
      await sandbox.close();
    }
    return undefined;
  }

  #announce(started: Started): void {
    this.log(startedText(started));
    say(startedNotes(started));
  }
}
