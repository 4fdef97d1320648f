import { Flags } from "@oclif/core";

import { listenerSecret } from "../../actions/webhooks/evidence.ts";
import { readPayload } from "../../actions/webhooks/read-payload.ts";
import { signWebhook } from "../../actions/webhooks/sign.ts";
import { MicroCommand } from "../../command.ts";

export default class WebhooksSign extends MicroCommand {
  static override summary = "Print the headers that sign a body, to send it to your handler yourself.";
  static override examples = [
    "<%= config.bin %> webhooks sign --payload event.json",
    {
      description: "Send it",
      command:
        "<%= config.bin %> webhooks sign --payload event.json > headers && curl -H @headers --data-binary @event.json URL",
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    payload: Flags.string({ required: true, helpValue: "FILE", description: "file with the body, - for stdin" }),
    secret: Flags.string({ helpValue: "SECRET", description: "whsec_… or whsk_…; that of micro listen by default" }),
    id: Flags.string({ default: "evt_signed_by_hand", helpValue: "ID", description: "id of the message" }),
    timestamp: Flags.integer({ min: 0, helpValue: "SECONDS", description: "when it is sent; now by default" }),
    scheme: Flags.option({ options: ["standard", "stripe"] as const, default: "standard" })({ description: "how" }),
  };

  async run(): Promise<Record<string, string>> {
    const { flags } = await this.parse(WebhooksSign);
    const { id, timestamp, scheme } = flags;
    const secret = flags.secret ?? (await listenerSecret(this.connection(flags)));
    const headers = signWebhook({ payload: await readPayload(flags.payload), secret, scheme, id, timestamp });
    this.log(
      Object.entries(headers)
        .map((pair) => pair.join(": "))
        .join("\n"),
    );
    return headers;
  }
}
