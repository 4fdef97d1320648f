import { Flags } from "@oclif/core";

import { exitCodes } from "../../abort.ts";
import { findSent, listenerSecret, parseHeaderLines } from "../../actions/webhooks/evidence.ts";
import { readPayload } from "../../actions/webhooks/read-payload.ts";
import { verifyWebhook, type Verdict } from "../../actions/webhooks/verify.ts";
import { MicroCommand } from "../../command.ts";
import { verdictText } from "../../output/webhooks.ts";

export default class WebhooksVerify extends MicroCommand {
  static override summary = "Say whether a webhook is genuine, and if not, why. Exits with 1 if it is not.";
  static override description =
    "The sandbox is asked what it sent under the webhook's id: so a wrong secret is told from an altered body.";
  static override examples = [
    {
      description: "A body and the headers that came with it",
      command: "<%= config.bin %> webhooks verify --payload body.json --headers-file headers.txt --secret whsec_…",
    },
    "<%= config.bin %> webhooks verify --payload - --header 'webhook-id: evt_1' --header 'webhook-timestamp: 1'",
  ];
  static override enableJsonFlag = true;
  static override flags = {
    payload: Flags.string({ required: true, helpValue: "FILE", description: "file with the body, - for stdin" }),
    header: Flags.string({ multiple: true, multipleNonGreedy: true, helpValue: "'K: V'", description: "one header" }),
    "headers-file": Flags.string({ helpValue: "FILE", description: "file with one header a line" }),
    secret: Flags.string({ helpValue: "SECRET", description: "whsec_… or whpk_…; that of micro listen by default" }),
    tolerance: Flags.integer({ min: 0, helpValue: "SECONDS", description: "how old it may be: 300 by default" }),
    now: Flags.integer({
      min: 0,
      helpValue: "SECONDS",
      description: "what time it is, for a sandbox with its own clock",
    }),
  };

  async run(): Promise<Verdict> {
    const { flags } = await this.parse(WebhooksVerify);
    const connection = this.connection(flags);
    const file = flags["headers-file"];
    const lines = file === undefined ? [] : [(await readPayload(file)).toString("utf8")];
    const verdict = await verifyWebhook({
      payload: await readPayload(flags.payload),
      headers: parseHeaderLines([...lines, ...(flags.header ?? [])]),
      secret: flags.secret ?? (await listenerSecret(connection)),
      toleranceSeconds: flags.tolerance,
      now: flags.now,
      findSent: (id) => findSent(connection, id),
    });
    this.log(verdictText(verdict));
    if (!verdict.genuine) process.exitCode = exitCodes.failed;
    return verdict;
  }
}
